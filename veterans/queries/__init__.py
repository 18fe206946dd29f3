"""Reading files of people, by noun. Every query of staff carries the station that limits it; every query of a person carries the account or the file."""

from veterans.queries.claims import (
    claim_in_scope,
    claimed_file,
    latest_claim,
    locked_account,
    oldest_waiting_claim,
    recent_claims,
    waiting_claim,
    waiting_claims,
    waiting_claims_count,
)
from veterans.queries.duplicates import (
    duplicate_in_scope,
    duplicates_count,
    duplicates_page,
    existing_ids,
    facts_of_everybody,
    known_pairs,
)
from veterans.queries.files import (
    RosterFilter,
    added_since,
    export_of,
    file_states,
    finished_exports,
    gaps,
    ids_in_scope,
    is_on_file,
    kind_counts,
    leads_elsewhere,
    merged_into,
    people_with_lapsed_proof,
    person_in_scope,
    person_in_scope_by_identity,
    person_of_account,
    roster_count,
    roster_page,
    roster_people,
    station_names,
    station_title,
    whole_file,
)
from veterans.queries.pairs import (
    asked_since,
    hold_person,
    locked_people,
    open_pair,
    open_pairs_of,
    pair_of,
    pairs_of,
    people_with_phone,
)
from veterans.queries.profile import (
    choice_counts,
    choices_of,
    draft,
    drafts_before,
    drafts_of,
    progress_of,
)

__all__ = [
    "RosterFilter", "added_since", "asked_since", "choice_counts", "choices_of", "claim_in_scope", "claimed_file", "draft", "drafts_before", "drafts_of",
    "duplicate_in_scope", "duplicates_count", "duplicates_page", "existing_ids", "export_of", "facts_of_everybody", "file_states", "finished_exports",
    "gaps", "hold_person", "ids_in_scope", "is_on_file", "kind_counts", "known_pairs", "latest_claim", "leads_elsewhere", "locked_account",
    "locked_people", "merged_into", "oldest_waiting_claim", "open_pair", "open_pairs_of", "pair_of", "pairs_of", "people_with_lapsed_proof",
    "people_with_phone", "person_in_scope", "person_in_scope_by_identity", "person_of_account", "progress_of", "recent_claims", "roster_count",
    "roster_page", "roster_people", "station_names", "station_title", "waiting_claim", "waiting_claims", "waiting_claims_count", "whole_file",
]
