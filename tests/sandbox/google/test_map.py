"""Which test shows which fact about Google: the rows of the protocol sheet that the sandbox is built after.

The numbers are the sheet's sections: 1.1 calls and scopes, 1.2 calendar list, 1.3 parameters of a listing, 1.4 incremental
sync, 1.5 an event's members, 1.6 writing, 1.7 event types, 1.8 errors, 1.9 quotas, 1.13 sign-in, 1.14 what a fake needs.
`LEFT_OUT` says what is not built, and why.
"""

import ast
from functools import cache
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
MAP: Final = """
1.1 every call, its scopes and parameters | discovery.a_call_is_where_google_has_it_with_the_same_parameters_and_scopes
1.1 no other parameter, no other value | discovery.a_parameter_that_the_description_does_not_know_is_refused discovery.a_parameter_of_another_type_is_refused_whatever_the_call
1.1 primary, encoded ids | calendars.primary_is_a_name_of_ones_own_calendar calendars.an_id_with_a_hash_is_found_when_it_is_encoded
1.1 calendar.events alone lists no calendars and no colours | trouble.a_scope_that_was_not_granted_says_so_in_every_dialect
1.1 fields | filters.partial_responses
1.2 pages | calendars.the_list_pages_and_brings_its_token_at_the_end calendars.a_page_of_the_list_has_a_hundred_and_never_more_than_250
1.2 sync token | calendars.a_delta_of_the_list_tells_new_changed_and_removed_calendars calendars.what_must_not_come_with_the_lists_token calendars.a_dead_token_of_the_list_is_410
1.2 a title can be missed | calendars.a_title_that_its_owner_changes_is_not_in_the_deltas_of_others
1.2 minAccessRole, showHidden, showDeleted | calendars.hidden_calendars_and_low_roles_can_be_left_out
1.2 members of an entry, roles | calendars.the_list_says_what_each_calendar_is calendars.what_a_role_may_do
1.3 maxResults | syncing.a_page_has_250_and_never_more_than_2500 syncing.a_page_may_be_empty_and_go_on syncing.a_server_may_give_less_than_is_asked
1.3 singleEvents | filters.single_events_are_instances_and_no_series
1.3 showDeleted | filters.what_show_deleted_and_single_events_make_of_each_other syncing.a_deleted_event_is_a_stub_in_deltas_and_absent_in_listings
1.3 timeMin, timeMax | syncing.time_bounds_are_exclusive_and_measured_at_end_and_start filters.sub_seconds_of_the_bounds_are_ignored syncing.what_a_listing_refuses
1.3 updatedMin | syncing.updated_min_tells_what_changed_since_and_always_what_was_deleted syncing.what_a_listing_refuses
1.3 orderBy | filters.orders syncing.what_a_listing_refuses
1.3 q, iCalUID, properties, eventTypes | filters.filters_by_words_uid_properties_and_type
1.3 maxAttendees | filters.attendees_can_be_cut_to_oneself
1.3 timeZone | filters.a_listing_can_be_had_in_another_zone
1.3 showHiddenInvitations | people.hidden_invitations_come_only_when_they_are_asked_for
1.3 the response, one token or the other | syncing.the_head_of_a_listing syncing.the_sync_token_comes_on_the_last_page_only
1.4 point 1 | traps.trap_1_the_token_is_not_at_hand_before_the_last_page_and_belongs_to_its_parameters traps.trap_1_a_page_that_is_empty_is_not_the_end
1.4 point 2 | traps.trap_2_the_next_page_of_a_delta_needs_the_sync_token_too syncing.a_delta_pages_and_keeps_its_sync_token
1.4 point 3 | traps.trap_3_the_window_of_the_first_listing_cannot_be_said_again syncing.what_must_not_come_with_a_sync_token syncing.a_sync_token_belongs_to_its_parameters_and_its_calendar
1.4 point 4 | traps.trap_4_a_delta_tells_of_events_far_outside_the_window syncing.a_listing_bounded_by_time_has_a_token_whose_deltas_are_not_bounded syncing.a_filtered_listing_brings_no_token
1.4 point 5 | traps.trap_5_what_is_deleted_comes_as_an_item_and_answers_200 traps.trap_5_a_cancelled_event_may_have_all_its_details
1.4 point 6 | traps.trap_6_a_410_wipes_what_was_not_sent_yet_and_asking_again_never_helps
1.4 point 7 | traps.trap_7_a_token_that_is_kept_before_its_changes_loses_them syncing.a_delta_holds_what_changed_once_and_a_new_token
1.4 point 8 | traps.trap_8_a_token_dies_of_age_of_sharing_and_for_no_reason syncing.a_dead_token_is_410
1.4 series without singleEvents | series.an_exception_follows_its_series_in_what_it_does_not_say_itself syncing.a_deleted_series_is_one_cancelled_master
1.4 series with singleEvents | syncing.with_single_events_a_changed_series_is_every_instance syncing.with_single_events_a_deleted_series_is_only_half_a_year_of_stubs series.a_yearly_series_without_end_stops_with_the_century
1.4 exception before or without its master | syncing.an_exception_comes_before_its_series syncing.a_removed_instance_is_a_stub_that_names_its_place
1.4 both stubs | syncing.a_removed_instance_is_a_stub_that_names_its_place syncing.a_deleted_event_is_a_stub_in_deltas_and_absent_in_listings
1.4 get of a deleted event, deleted twice | writing.a_deleted_event_answers_to_get_and_can_be_brought_back
1.4 a stub after a change of organizer | people.a_move_keeps_the_id_changes_the_organizer_and_leaves_a_bare_stub
1.4 pages are of one moment | syncing.what_changes_during_a_listing_is_for_the_next_delta
1.5 id | writing.a_chosen_id_is_taken_for_ever writing.an_id_has_few_letters writing.an_id_and_a_uid_cannot_both_be_chosen
1.5 iCalUID | series.all_instances_share_the_uid_and_are_listed_by_it people.what_cannot_be_imported
1.5 etag | writing.a_write_that_names_an_old_version_is_refused writing.every_write_changes_the_etag_and_what_is_unchanged_is_not_sent_again
1.5 updated | writing.reminders_change_the_etag_but_not_updated
1.5 sequence | writing.the_sequence_moves_with_the_time_and_never_back
1.5 start, end | writing.what_google_does_not_take writing.a_recurring_event_must_name_its_zone
1.5 timed to all-day | writing.going_all_day_by_patch_needs_the_other_member_nulled
1.5 recurrence | writing.what_google_does_not_take series.an_instance_cannot_recur series.exdate_and_rdate_count series.until_is_the_last_moment_that_counts
1.5 originalStartTime | series.one_instance_changes_alone_and_keeps_its_place series.an_instance_of_an_all_day_series_begins_on_a_date
1.5 instance id | series.instances_have_the_id_of_their_series_and_of_their_utc_start series.an_instance_is_found_by_its_original_start_even_after_it_moved series.what_the_rule_does_not_give_is_404
1.5 a moved series has new instances | series.a_moved_series_has_new_instance_ids_and_drops_exceptions_that_fit_no_more
1.5 status | series.patching_an_instance_to_cancelled_removes_it series.an_instance_can_be_deleted_and_brought_back
1.5 transparency, visibility absent | writing.what_is_the_default_is_not_told
1.5 visibility of one instance | series.privacy_raised_on_an_instance_is_the_series_and_lowered_it_is_ignored
1.5 reminders | writing.reminders_have_limits calendars.reminders_are_everybodys_own
1.5 attendees | limits.an_event_has_at_most_two_hundred_guests people.an_attendee_is_a_room_from_the_first_time_on writing.patch_merges_members_replaces_lists_and_clears_with_null
1.5 organizer, creator | people.organizer_and_creator_cannot_be_written people.a_guest_may_answer_and_colour_but_not_change people.a_guest_who_may_modify_does
1.5 extendedProperties | limits.properties_have_limits limits.properties_that_a_patch_adds_count_with_those_that_are_there writing.long_property_keys_vanish_without_a_word
1.5 eventType | people.each_event_type_can_be_made_in_its_form
1.5 colorId | limits.a_colour_is_one_of_the_palette
1.5 eventLabelId | limits.labels_live_in_the_calendar_and_are_replaced_as_a_whole limits.what_is_no_label limits.an_event_takes_only_labels_that_its_calendar_has_and_outlives_them writing.a_label_vanishes_when_a_client_that_knows_labels_does_not_name_it
1.5 conferenceData | writing.a_meeting_link_is_made_a_moment_later_and_only_if_conference_data_counts
1.5 attachments | writing.at_most_25_files_are_attached writing.attachments_and_labels_count_only_when_the_client_says_it_knows_them
1.5 locked | people.of_a_locked_event_only_the_personal_can_be_changed
1.5 sendNotifications | people.the_old_word_for_mails_counts_unless_the_new_one_is_said
1.5 lengths of texts | limits.a_text_has_a_longest_length
1.5 what others may see | calendars.what_a_role_may_do
1.6 PATCH, PUT | writing.patch_merges_members_replaces_lists_and_clears_with_null writing.put_resets_what_it_does_not_say limits.a_patch_may_count_as_several_requests
1.6 sendUpdates | people.mails_go_to_whom_send_updates_says people.send_updates_is_one_of_three_words
1.6 shared members that are left out | people.put_by_a_guest_resets_what_only_the_organizer_may
1.6 success codes | writing.a_deleted_event_answers_to_get_and_can_be_brought_back
1.6 one occurrence | series.one_instance_changes_alone_and_keeps_its_place series.an_instance_can_be_deleted_and_brought_back
1.6 this and following | series.this_and_following_is_a_trim_and_a_new_series series.a_trimmed_series_keeps_the_exceptions_that_still_fit series.googles_window_cuts_a_series_into_two_with_ids_of_one_family
1.6 retry-safe creation | trouble.a_creation_whose_answer_was_lost_is_found_by_the_id_that_was_chosen
1.6 import | people.an_import_is_a_private_copy_and_mails_nobody people.what_cannot_be_imported
1.6 move | people.a_move_keeps_the_id_changes_the_organizer_and_leaves_a_bare_stub people.what_cannot_be_moved
1.7 default | people.what_cannot_be_imported people.each_event_type_can_be_made_in_its_form
1.7 birthday | people.an_event_type_out_of_its_form_is_refused people.of_a_birthday_only_little_can_be_changed people.what_a_birthday_is_cannot_be_changed people.a_birthday_of_a_contact_or_of_oneself_is_for_reading
1.7 focusTime, outOfOffice | people.an_event_type_out_of_its_form_is_refused people.these_types_live_on_primary_calendars_only people.some_accounts_cannot_have_work_events people.a_change_must_keep_what_its_type_needs
1.7 workingLocation | people.an_event_type_out_of_its_form_is_refused people.these_types_live_on_primary_calendars_only people.a_working_location_may_have_times
1.7 fromGmail | people.an_event_type_out_of_its_form_is_refused people.of_an_event_from_gmail_only_the_personal_can_be_changed
1.8 every envelope | trouble.every_refusal_has_the_envelope_google_gives_it trouble.newer_front_ends_leave_the_list_of_errors_out trouble.a_body_may_be_cut_be_no_json_or_be_nothing
1.8 400 timeRangeEmpty, badRequest, required, invalid | syncing.what_a_listing_refuses writing.what_google_does_not_take
1.8 400 for members of another type | bodies.a_member_of_another_type_is_named bodies.nothing_odd_in_a_body_breaks_the_service_or_what_it_says bodies.what_is_no_object_or_no_text_is_refused
1.8 400 syncTokenWithRequestRestrictions | syncing.what_must_not_come_with_a_sync_token
1.8 401 authError | trouble.without_a_living_token_it_is_401
1.8 403 userRateLimitExceeded | limits.too_many_requests_of_a_user_are_refused_until_a_minute_passed
1.8 403 rateLimitExceeded | limits.writes_into_one_calendar_are_paced
1.8 403 quotaExceeded | limits.who_makes_too_much_waits_for_hours_and_may_still_read_and_change limits.who_has_too_many_mailed_may_still_write_without_mail
1.8 403 dailyLimitExceeded | limits.the_projects_day_begins_anew_at_midnight_in_california
1.8 403 forbiddenForNonOrganizer | people.a_guest_may_answer_and_colour_but_not_change
1.8 403 insufficientPermissions | trouble.a_scope_that_was_not_granted_says_so_in_every_dialect
1.8 403 accessNotConfigured | trouble.a_project_without_the_api_is_told_so
1.8 403 requiredAccessLevel, forbidden | calendars.what_a_role_may_do
1.8 404 notFound | calendars.a_strangers_calendar_is_404_like_one_that_is_not_there writing.what_never_was_is_404
1.8 409 duplicate | writing.a_chosen_id_is_taken_for_ever
1.8 410 fullSyncRequired, updatedMinTooLongAgo, deleted | syncing.a_dead_token_is_410 syncing.what_a_listing_refuses writing.a_deleted_event_answers_to_get_and_can_be_brought_back
1.8 412 conditionNotMet | writing.a_write_that_names_an_old_version_is_refused
1.8 429, Retry-After | trouble.429_comes_with_and_without_retry_after limits.the_project_has_a_limit_too_and_it_may_be_429
1.8 5xx before and after the work | trouble.an_error_may_come_before_or_after_the_commit trouble.any_status_can_be_had
1.9 sliding minutes | limits.the_window_of_a_minute_slides limits.the_project_has_a_limit_too_and_it_may_be_429
1.9 pacing of one calendar | limits.writes_into_one_calendar_are_paced
1.11 freebusy, colours | calendars.busy_time_is_merged_and_free_or_cancelled_events_do_not_count calendars.more_than_fifty_calendars_are_too_many calendars.colours_and_settings
1.13 authorize | sign_in.the_page_offers_every_account_and_a_box_for_each_scope_but_signing_in sign_in.the_older_address_of_the_page_still_works
1.13 token | sign_in.a_code_becomes_tokens_that_open_the_calendars sign_in.a_code_works_once_for_ten_minutes
1.13 revoke | tokens.revoking_any_token_ends_the_whole_grant
1.13 userinfo, tokeninfo | tokens.userinfo_tells_what_the_scopes_allow
1.13 redirect | sign_in.any_loopback_redirect_is_fine sign_in.another_redirect_than_loopback_is_told_to_the_person_only sign_in.a_code_is_bound_to_its_redirect
1.13 PKCE | sign_in.a_code_is_worth_nothing_without_its_verifier
1.13 embedded web view | sign_in.an_embedded_web_view_is_not_let_in
1.13 3599 seconds | tokens.an_access_token_dies_and_a_refresh_brings_the_next
1.13 refresh token missing | sign_in.the_second_sign_in_brings_no_refresh_token_unless_consent_is_asked_for sign_in.without_offline_access_there_is_no_refresh_token
1.13 id_token | tokens.the_id_token_is_signed_with_a_published_key_and_names_who_signed_in
1.13 testing | tokens.a_client_in_testing_is_for_testers_and_seven_days
1.13 granular consent | sign_in.unticked_scopes_are_missing_and_the_token_is_issued_all_the_same sign_in.a_single_scope_has_no_box_to_untick
1.13 invalid_grant | tokens.a_refresh_token_dies_after_six_months_unused tokens.of_more_than_a_hundred_refresh_tokens_the_oldest_dies tokens.a_refresh_token_is_worth_nothing_to_another_client tokens.a_workspace_may_end_the_session_in_words_of_its_own
1.13 errors that never come back | sign_in.a_blocked_client_never_reaches_the_redirect sign_in.a_request_that_is_wrong_is_told_to_the_person_only sign_in.an_unknown_client_or_a_wrong_secret_is_401
1.13 access_denied | sign_in.denial_reaches_the_redirect_with_the_state
1.14 syncToken invalidation | syncing.a_dead_token_is_410
1.14 two pages, the token on the second | syncing.the_sync_token_comes_on_the_last_page_only
1.14 empty page with nextPageToken | syncing.a_page_may_be_empty_and_go_on
1.14 400 on syncToken and timeMin | syncing.what_must_not_come_with_a_sync_token
1.14 stubs of both kinds | syncing.a_removed_instance_is_a_stub_that_names_its_place syncing.a_deleted_event_is_a_stub_in_deltas_and_absent_in_listings
1.14 exception before its master | syncing.an_exception_comes_before_its_series
1.14 etag in quotes, 412 | writing.a_new_event_comes_back_whole writing.a_write_that_names_an_old_version_is_refused
1.14 409 on a used id, a deleted one too | writing.a_chosen_id_is_taken_for_ever
1.14 410 on double delete | writing.a_deleted_event_answers_to_get_and_can_be_brought_back
1.14 403 rateLimitExceeded and 429 | limits.writes_into_one_calendar_are_paced trouble.429_comes_with_and_without_retry_after
1.14 401 once, then all is well | trouble.401_once_and_then_all_is_well
1.14 Basic, and the form | sign_in.a_client_may_name_itself_by_basic_or_in_the_form
1.14 missing refresh_token, narrowed scope | sign_in.the_second_sign_in_brings_no_refresh_token_unless_consent_is_asked_for sign_in.unticked_scopes_are_missing_and_the_token_is_issued_all_the_same
10,000 events | speed.ten_thousand_events_are_four_pages_written_once_faster_than_they_are_read peers.a_client_of_googles_is_content_with
"""
LEFT_OUT: Final = {
    "1.1 events.watch, channels.stop, acl": "push needs a server of one's own (1.12), sharing is none of a sync's business",
    "1.1 prettyPrint": "taken and ignored: answers are never printed prettily, they are written once",
    "1.1 what the narrower scopes hide": "events.owned, .public, .freebusy and app.created open their calls, and show all",
    "1.5 shared = all copies": "an invitation is no copy in the guest's calendar; hand.put makes one with an organizer",
    "1.6 none leaves external guests without the event": "there is nobody outside who could miss it",
    "1.8 409 conflict": "only as a fault: it comes of batches",
    "1.10 batch": "no client of ours sends any",
    "1.13 the unverified-app screen, its 100 users": "nothing a program could see",
}


@cache
def names_in(module: str) -> frozenset[str]:
    tree = ast.parse((HERE / f"test_{module}.py").read_text("utf-8"))
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name.removeprefix("test_") for node in named if node.name.startswith("test_"))


ROWS: Final = [tuple(part.strip() for part in line.split("|")) for line in MAP.strip().splitlines()]


@pytest.mark.parametrize(("row", "shown"), ROWS, ids=[row for row, _ in ROWS])
def test_a_row_of_the_sheet_is_shown_by(row: str, shown: str) -> None:
    for each in shown.split():
        module, _, name = each.partition(".")
        assert name in names_in(module), f"{row}: no test {each}"


def test_no_row_is_both_shown_and_left_out() -> None:
    assert len({row for row, _ in ROWS}) == len(ROWS)
    assert not {row for row, _ in ROWS} & LEFT_OUT.keys()
