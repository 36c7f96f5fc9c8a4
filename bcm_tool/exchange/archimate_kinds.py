"""Which ArchiMate element type becomes which kind: one table, which the help shows."""

from __future__ import annotations

from collections.abc import Mapping

_KINDS: Mapping[str, str] = {
    "Product or service": "Product BusinessService",
    "Business process": "BusinessProcess BusinessFunction Capability ValueStream",
    "Activity": "BusinessInteraction BusinessEvent WorkPackage ImplementationEvent",
    "IT service": "ApplicationService TechnologyService",
    "Application": (
        "ApplicationComponent ApplicationCollaboration ApplicationInterface ApplicationFunction "
        "ApplicationInteraction ApplicationProcess ApplicationEvent"
    ),
    "Data": "BusinessObject DataObject Artifact",
    "Vital record": "Contract Representation Deliverable",
    "Team": "BusinessActor BusinessCollaboration",
    "Person (role)": "BusinessRole Stakeholder",
    "Infrastructure": (
        "Node Device SystemSoftware TechnologyCollaboration TechnologyInterface "
        "TechnologyFunction TechnologyProcess TechnologyInteraction TechnologyEvent "
        "InfrastructureFunction InfrastructureInterface InfrastructureService"
    ),
    "Equipment": "Equipment Material BusinessInterface Resource",
    "Network": "CommunicationNetwork Network CommunicationPath Path",
    "Utility": "DistributionNetwork",
    "Site": "Facility Location",
    # What says why, not what is needed: taken with what it is connected to, without a kind.
    "": (
        "Assessment Constraint CourseOfAction Driver Gap Goal Grouping Meaning Outcome Plateau "
        "Principle Requirement Value"
    ),
}

#: ArchiMate element type -> name of our kind, empty for types that have none.
KIND_OF_TYPE: Mapping[str, str] = {
    element_type: kind for kind, types in _KINDS.items() for element_type in types.split()
}

#: ArchiMate relationship type -> how it is read, for the help.
RELATION_RULES: Mapping[str, str] = {
    "Serving": "The target needs the source.",
    "Realization": "The target needs the source.",
    "Assignment": "The target needs the source.",
    "Triggering": "The target needs the source, soft.",
    "Flow": "The target needs the source, soft.",
    "Access": "The source needs the target.",
    "Composition": "The whole needs the part.",
    "Aggregation": "The whole needs the part.",
    "Specialization": "Counted and skipped.",
    "Association": "Counted and skipped.",
    "Influence": "Counted and skipped.",
}
