"""Where the addresses of processes stand in the matrix of addresses and roles."""

PAGES = {
    "process:home": "signed -",
    "process:processes": "signed -",
    "process:templates": "signed process.edit",
    "process:loading": "signed process.edit",
    "process:one": "process.see -",
    "process:map": "process.see -",
    "process:figures": "insight.see -",
    "process:filters": "insight.see -",
    "process:csv": "insight.see -",
    "process:svg": "process.see -",
    "process:stage": "process.see -",
    "process:draft": "process.see -",
    "process:details": "process.edit process.edit",
    "process:draft_stages": "- process.edit",
    "process:undo": "- process.edit",
    "process:remarks": "- process.comment",
    "process:remark_answer": "- nobody",
    "process:stage_name": "- process.edit",
    "process:division": "process.edit process.edit",
    "process:union": "- process.edit",
    "process:acknowledgement": "process.see nobody",
    "process:readers": "process.see -",
    "process:departments": "signed -",
    "process:seats": "- process.edit",
    "process:draft_stage": "process.edit process.edit",
    "process:preview": "- process.edit",
    "process:place": "- process.edit",
    "process:removal": "- process.edit",
    "process:source": "process.edit process.edit",
    "process:source_file": "process.see -",
    "process:publication": "process.edit process.edit",
    "process:withdrawal": "- process.edit",
    "process:versions": "process.see -",
    "process:comparison": "process.see -",
    "process:version": "process.see -",
    "process:version_file": "process.see -",
    "process:rollback": "- process.edit",
    "process:default": "- process.edit",
    "process:archive": "- process.edit",
}

OPERATIONS = {
    "GET /processes": "process.see",
    "POST /processes": "process.edit",
    "GET /processes/{key}": "process.see",
    "GET /processes/{key}/versions": "process.see",
    "GET /processes/{key}/map.svg": "process.see",
    "POST /processes/ready/{name}": "process.edit",
}

BODIES: dict[str, object] = {"POST /processes": {"polku": 1}}
FORMS: dict[str, object] = {}
SPECIAL: dict[str, dict[str, object]] = {
    "process:": {"key": "eight-stage"},
    "process:loading": {"name": "five-stage"},
    "process:remark_answer": {"remark_id": 0},
    "process:seats": {"department": "it"},
    "GET /processes": {"key": "eight-stage"},
    "POST /processes/ready": {"name": "five-stage"},
}


def things() -> dict[str, object]:
    """Nothing beside the process that everybody's deals run through."""
    return {}
