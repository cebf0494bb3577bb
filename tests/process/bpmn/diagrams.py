"""Diagrams as other tools write them, and one made worse."""

# ruff: noqa: E501 -- as the other tools write them

CAMUNDA = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="D1" targetNamespace="http://bpmn.io/schema/bpmn"
  exporter="Camunda Modeler" exporterVersion="5.0.0">
  <bpmn:collaboration id="C1">
    <bpmn:participant id="P1" name="Lead to order" processRef="Sale" />
    <bpmn:participant id="P2" name="Customer" processRef="Buyer" />
    <bpmn:messageFlow id="M1" name="Offer" sourceRef="T2" targetRef="P2" />
  </bpmn:collaboration>
  <bpmn:process id="Sale" isExecutable="true">
    <bpmn:laneSet id="L">
      <bpmn:lane id="LA" name="Marketing"><bpmn:flowNodeRef>S</bpmn:flowNodeRef><bpmn:flowNodeRef>T1</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="LB" name="Sales"><bpmn:flowNodeRef>T2</bpmn:flowNodeRef><bpmn:flowNodeRef>T3</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="LC" name="Legal"><bpmn:flowNodeRef>T4</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="S"><bpmn:outgoing>F0</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="T4" name="Check contract"><bpmn:documentation>Nothing odd in it.</bpmn:documentation></bpmn:userTask>
    <bpmn:userTask id="T1" name="Collect leads" camunda:assignee="demo" />
    <bpmn:boundaryEvent id="B1" attachedToRef="T1" cancelActivity="false">
      <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P3D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:boundaryEvent id="B2" attachedToRef="T1" cancelActivity="false">
      <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1W</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:exclusiveGateway id="G" name="Good enough?" default="F5" />
    <bpmn:serviceTask id="T2" name="Offer" />
    <bpmn:subProcess id="T3" name="Negotiate">
      <bpmn:userTask id="I1" name="Call" /><bpmn:userTask id="I2" name="Mail" />
    </bpmn:subProcess>
    <bpmn:endEvent id="E1" name="Rejected" /><bpmn:endEvent id="E2" />
    <bpmn:textAnnotation id="A"><bpmn:text>Ask Maija</bpmn:text></bpmn:textAnnotation>
    <bpmn:sequenceFlow id="F0" sourceRef="S" targetRef="T1" />
    <bpmn:sequenceFlow id="F1" sourceRef="T1" targetRef="G" />
    <bpmn:sequenceFlow id="F2" name="yes" sourceRef="G" targetRef="T2">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${score &gt; 50}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="F5" sourceRef="G" targetRef="E1" />
    <bpmn:sequenceFlow id="F3" sourceRef="T2" targetRef="T3" />
    <bpmn:sequenceFlow id="F6" sourceRef="T3" targetRef="T2" />
    <bpmn:sequenceFlow id="F7" sourceRef="T3" targetRef="T4" />
    <bpmn:sequenceFlow id="F8" sourceRef="T4" targetRef="E2" />
  </bpmn:process>
  <bpmn:process id="Buyer"><bpmn:task id="X" name="Think" /></bpmn:process>
</bpmn:definitions>"""

SIGNAVIO = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:signavio="http://www.signavio.com"
  exporter="Signavio Process Editor" id="sid-1" targetNamespace="http://www.signavio.com">
  <process id="sid-2" name="Myynti">
    <extensionElements><signavio:signavioMetaData metaKey="revisionid" metaValue="x"/></extensionElements>
    <startEvent id="sid-s" name=""><outgoing>f1</outgoing></startEvent>
    <task completionQuantity="1" id="sid-a" name="Selvitä&#10;tarve"/>
    <parallelGateway gatewayDirection="Diverging" id="sid-g"/>
    <task id="sid-b" name="Laadi tarjous, hyväksytä se ja lähetä se asiakkaalle"/>
    <task id="sid-c" name="Sovi tapaaminen"/>
    <intermediateCatchEvent id="sid-i" name="Odota"><messageEventDefinition/></intermediateCatchEvent>
    <endEvent id="sid-e"/>
    <sequenceFlow id="f1" sourceRef="sid-s" targetRef="sid-a"/><sequenceFlow id="f2" sourceRef="sid-a" targetRef="sid-g"/>
    <sequenceFlow id="f3" sourceRef="sid-g" targetRef="sid-b"/><sequenceFlow id="f4" sourceRef="sid-g" targetRef="sid-c"/>
    <sequenceFlow id="f5" sourceRef="sid-b" targetRef="sid-i"/><sequenceFlow id="f6" sourceRef="sid-i" targetRef="sid-e"/>
  </process>
</definitions>"""

BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><task id="t" name="&b;"/></process>
</definitions>"""
