//! Runs that broke a law once: see the table in docs/reliability.md.

use crate::cases::parse;
use crate::replay::check;

#[test]
fn elapsed_time_by_the_header_of_whole_seconds_ends_no_wait_too_early() {
    check(&parse("p8/lenient").unwrap());
}

#[test]
fn a_wall_clock_that_jumps_back_by_months_keeps_no_run_from_ending() {
    check(&parse("p60/nodate/j4:-18000000000").unwrap());
}

#[test]
fn a_jump_of_the_wall_clock_after_a_restart_shortens_no_wait() {
    check(&parse("1664").unwrap());
    check(&parse("5465").unwrap());
}

#[test]
fn a_question_is_answered_after_a_restart() {
    check(&parse("117").unwrap());
}

#[test]
fn an_answer_that_names_a_wrong_id_stops_the_run_with_a_question() {
    check(&parse("p60/nodate/careless/lag1/f1:20").unwrap());
    check(&parse("962").unwrap());
}

#[test]
fn the_hours_behind_a_binding_that_was_stuck_count_from_the_end_of_that_state() {
    check(&parse("p98/lenient/active/nodate/careless/lag1/f1:32").unwrap());
}

#[test]
fn a_delete_that_is_carried_out_late_is_found() {
    check(&parse("535").unwrap());
    check(&parse("p588/lenient/active/nodate/lag2/f51:47").unwrap());
}

#[test]
fn a_write_that_waited_for_the_budget_is_sent_behind_a_new_list() {
    check(&parse("2199").unwrap());
    check(&parse("3364").unwrap());
}

#[test]
fn a_token_that_may_only_read_stops_the_run_within_a_quarter_of_an_hour() {
    let outcome = check(&parse("p60/f2:50").unwrap());
    assert!(outcome.stops.iter().any(|stop| stop.status.to_string().contains("\"code\":\"credentials\"")));
    let refused = outcome.sent.iter().filter(|sent| sent.call.is_write() && !sent.is_true).count();
    assert!((2..=10).contains(&refused), "{refused} writes were refused");
}

#[test]
fn a_create_that_another_process_finds_is_called_found() {
    for seed in ["380412", "127319", "193657"] {
        check(&parse(seed).unwrap());
    }
}

#[test]
fn the_hours_of_a_late_binding_count_from_the_first_look_after_a_break() {
    check(&parse("410272").unwrap());
}

#[test]
fn the_hours_behind_a_binding_that_was_stuck_count_anew_whatever_blocks_the_prefix_meanwhile() {
    check(&parse("22021").unwrap());
}
