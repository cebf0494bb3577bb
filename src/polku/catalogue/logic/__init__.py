"""What a document adds up to, what a product costs and why, which tax applies: pure, without a database."""
