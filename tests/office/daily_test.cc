// An office on an ordinary day: newer exports, people who join, leave, come back or become protected, principals who
// go, cards that cannot be drawn as they stand; and a breach in the middle of it.
#include "office/breach.h"
#include "office/daily_fixture.h"
#include "office/principals.h"
#include "office/two_people.h"

namespace tipstaff::test {
namespace {

TEST_F(Daily, ABreachIsContainedWhileNewCardsAreOnTheirWay) {
  const auto& people = force.people;
  const CardId renewed = in_hand(people[0], force.bureau), renewal = ask(people[0], "renewal");
  const CardId lost = in_hand(people[1], force.pass_office), printed = ask(people[1], "lost");
  print(printed, force.bureau);
  const CardId both = in_hand(people[2], force.bureau), newer = ask(people[2], "damaged");
  print(newer, force.bureau);
  const CardId alone = in_hand(people[3], force.bureau);
  const IncidentId incident = must(office::open_incident(*force.office, force.security,
                                                         {{"press:" + std::string(kBureau)}, kDawn, kEver, "a test"},
                                                         "a test", force.clock.now()));
  const office::Contained done = must(office::contain(*force.office, force.security, incident));
  EXPECT_EQ(done.killed, 2U);
  EXPECT_EQ(done.reissued, 3U);
  EXPECT_EQ(done.on_their_way, 2U);
  for (const CardId held : {renewed, lost, both, alone}) EXPECT_EQ(card(held).state, kActive) << held.value;
  for (const CardId never_held : {printed, newer}) EXPECT_EQ(card(never_held).state, kRevoked) << never_held.value;
  EXPECT_EQ(card(renewal).state, kApproved);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(in_state(kRequested, people[i]).size(), 1U) << i;
  // What is handed over is then the only card of its kind.
  std::vector<CardId> fresh = in_state(kRequested);
  must(office::approve_cards(*force.office, force.approver, fresh));
  fresh.push_back(renewal);
  for (const CardId id : fresh) {
    print(id, force.pass_office);
    hand_over(id);
  }
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(force.office->cards().all_current(people[i]).size(), 1U) << i;
}

TEST_F(Daily, AHandOverEndsEveryOlderCardAndNoNewerOne) {
  const CardId first = in_hand(force.people[0], force.pass_office);
  const CardId second = ask(force.people[0], "lost"), third = ask(force.people[0], "lost"),
               fourth = ask(force.people[0], "renewal");
  print(third, force.pass_office);
  hand_over(third);
  EXPECT_EQ(card(first).state, kRevoked);
  EXPECT_EQ(card(second).state, kRevoked);
  EXPECT_EQ(card(fourth).state, kApproved);
}

TEST_F(Daily, OneWhoCannotBeDrawnKeepsNobodyWaiting) {
  const std::string endless(90, 'W');
  must(office::change_person(
      *force.office, force.registrar, force.people[1],
      [&] {
        roll::Values values;
        values.emplace(Field::kSurname, Plaintext::copy_of(endless));
        values.emplace(Field::kForenames, Plaintext::copy_of(endless));
        return values;
      }(),
      {}, "a test"));
  std::vector<CardId> cards;
  for (std::size_t i = 0; i < 3; ++i) cards.push_back(ask(force.people[i]));
  must(office::make_jobs(*force.office, force.issuer, cards, {kBureau, kPassOffice, 0}));
  const auto draw = [&] {
    return must(
        office::render_items(*force.office, force.issuer, office::items_to_draw(*force.office), [](const auto&) {}));
  };
  EXPECT_EQ(office::items_to_draw(*force.office).size(), 3U);
  const auto undrawn = draw();
  ASSERT_EQ(undrawn.size(), 1U);
  EXPECT_EQ(undrawn[0].card, cards[1]);
  EXPECT_EQ(undrawn[0].why.find(endless), std::string::npos);
  EXPECT_NE(undrawn[0].why.find("the name is too long"), std::string::npos) << undrawn[0].why;
  EXPECT_EQ(must(force.link(force.bureau).list(100)).size(), 2U);
  // Put right, it is drawn; what was drawn already is not drawn again.
  must(office::change_person(
      *force.office, force.registrar, force.people[1],
      [] {
        roll::Values values;
        values.emplace(Field::kSurname, Plaintext::copy_of("Thistle"));
        values.emplace(Field::kForenames, Plaintext::copy_of("Rowan"));
        return values;
      }(),
      {}, "a test"));
  EXPECT_EQ(office::items_to_draw(*force.office).size(), 1U);
  EXPECT_TRUE(draw().empty());
  EXPECT_EQ(must(force.link(force.bureau).list(100)).size(), 3U);
  EXPECT_TRUE(office::items_to_draw(*force.office).empty());
}

TEST_F(Daily, WhoBecomesProtectedIsTakenBackFromOutside) {
  const CardId id = ask(force.people[0]);
  must(office::render_items(*force.office, force.issuer, {queue(id, kBureau)}, [](const auto&) {}));
  EXPECT_EQ(must(force.link(force.bureau).list(100)).size(), 1U);
  must(office::change_person(*force.office, force.registrar, force.people[0], {}, {.is_protected = true}, "a test"));
  EXPECT_TRUE(must(force.link(force.bureau).list(100)).empty());
  EXPECT_EQ(card(id).state, kApproved);
  queue(id, kBureau);
  EXPECT_TRUE(must(force.link(force.bureau).list(100)).empty());
  EXPECT_EQ(code_of(office::change_person(*force.office, force.registrar, force.people[0], {}, {}, "a test")),
            Code::kUsage);
  force.open();
  EXPECT_TRUE(person(force.people[0]).is_protected);
}

TEST_F(Daily, ANewerExportMarksTheProtectedAndTakesNoMarkAway) {
  must(office::change_person(*force.office, force.registrar, force.people[1], {}, {.is_protected = true}, "a test"));
  std::string rows = row(0, "yes");
  for (std::size_t n = 1; n < 6; ++n) rows += row(n);
  const Taken taken = take_in(rows);
  ASSERT_TRUE(taken.applied) << taken.applied.error().text();
  EXPECT_EQ(taken.difference.marked, 1U);
  EXPECT_EQ(taken.difference.unmarked, 1U);
  EXPECT_EQ(taken.difference.changes, 1U);
  EXPECT_TRUE(person(force.people[0]).is_protected);
  EXPECT_TRUE(person(force.people[1]).is_protected) << "nobody loses protection by a file";
}

TEST_F(Daily, LeaversByAnExportLoseTheirCardsAndMayComeBack) {
  const CardId id = in_hand(force.people[5], force.pass_office);
  const PersonId by_hand =
      must(office::add_person(*force.office, force.registrar, TestForce::as_new(invent(50)), "a contractor"));
  Taken taken = take_in(rows(5), true);
  ASSERT_TRUE(taken.applied) << taken.applied.error().text();
  EXPECT_EQ(taken.difference.leaving, std::vector<PersonId>{force.people[5]});
  EXPECT_EQ(card(id).state, kRevoked);
  EXPECT_EQ(person(force.people[5]).status, roll::Person::Status::kLeft);
  EXPECT_EQ(person(by_hand).status, roll::Person::Status::kServing) << "no export holds him";
  force.open();
  EXPECT_TRUE(person(by_hand).by_hand);

  taken = take_in(rows(6));
  ASSERT_TRUE(taken.applied) << taken.applied.error().text();
  EXPECT_EQ(taken.difference.returners, 1U);
  EXPECT_EQ(taken.difference.joiners, 0U);
  EXPECT_EQ(person(force.people[5]).status, roll::Person::Status::kServing);
  EXPECT_EQ(person(force.people[5]).left, kEver);
  EXPECT_EQ(card(id).state, kRevoked) << "the old card stays dead";
}

TEST_F(Daily, NumbersThatAreTheSameAreProblemsOfTheirRows) {
  // The same number but for capitals and spaces; and a pay number of somebody else's.
  const TestPerson zero = invent(0);
  const Taken taken = take_in(rows(6) + "Thistlenew,Rowan,Harbour,NEW 1,,no\nThistleold,Rowan,Harbour,new  1,,no\n" +
                              fmt::format("Thistletoo,Rowan,Harbour,NEW2,{},no\n", zero.pay_number));
  EXPECT_EQ(code_of(taken.applied), Code::kInvalid);
  ASSERT_EQ(taken.report.problems.size(), 2U);
  EXPECT_EQ(taken.report.problems[0].row, 9U);
  EXPECT_EQ(taken.report.problems[1].row, 10U);
}

TEST_F(Daily, APayNumberThatAnotherHasIsAProblemOfItsRow) {
  const Taken taken = take_in(rows(5) + fmt::format("Thistletoo,Rowan,Harbour,NEW2,{},no\n", invent(5).pay_number));
  EXPECT_EQ(code_of(taken.applied), Code::kInvalid);
  ASSERT_EQ(taken.report.problems.size(), 1U);
  EXPECT_EQ(taken.report.problems[0].row, 7U);
  EXPECT_EQ(taken.report.problems[0].column, "pay number");
  EXPECT_EQ(taken.report.good, 5U);
  EXPECT_EQ(taken.difference.joiners, 0U);
}

TEST_F(Daily, LineBreaksInsideQuotesAreSpaces) {
  const Taken taken = take_in(rows(6) + "Thistlenew,Rowan,\"Harbour\r\nDivision \n\tNorth\n\",NEW1,,no\n");
  ASSERT_TRUE(taken.applied) << (taken.report.problems.empty() ? "" : taken.report.problems[0].reason);
  let_read(force.dpo);
  const roll::Values values =
      must(office::read_person(*force.office, force.dpo, PersonId{7}, {Field::kUnit}, "a test"));
  EXPECT_EQ(values.at(Field::kUnit).reveal_text(), "Harbour Division North");
}

TEST_F(Daily, AFolderOfPhotographsThatIsNotThereIsSaid) {
  EXPECT_THROW(take_in(rows(6), false, "/no/such/folder"), std::runtime_error);
}

TEST_F(Daily, WhoHasEndedCanDoNothingAndMayEnrolAnew) {
  const std::string token = force.token_of(force.issuer);
  const auto act = [&](const std::string& with) {
    const auto look = force.office->clerk().look();
    return access::actor_of(force.office->access(), with, force.office->clock().now());
  };
  must(act(token));
  EXPECT_EQ(code_of(office::end_principal(*force.office, force.sponsor, "issuer", "a test")), Code::kRefused);
  EXPECT_EQ(code_of(office::end_principal(*force.office, force.security, "nobody", "a test")), Code::kNotFound);
  EXPECT_EQ(code_of(office::end_principal(*force.office, force.security, "keeper", "a test")), Code::kRefused)
      << "the only one";
  must(office::end_principal(*force.office, force.security, "issuer", "a lost token"));
  force.open();
  EXPECT_EQ(code_of(act(token)), Code::kUnauthorised);
  EXPECT_EQ(code_of(office::renew_principal(*force.office, force.security, "issuer", "a test")), Code::kRefused);
  const std::string code = must(office::renew_principal(*force.office, force.keeper, "issuer", "a test"));
  EXPECT_EQ(code_of(act(token)), Code::kUnauthorised) << "the old token stays dead";
  std::string fresh;
  must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(fresh, access::enrol(write, force.office->access(), code, Plaintext::copy_of("another secret")));
    return {};
  }));
  EXPECT_EQ(must(act(fresh)).name, "issuer");
}

// Two people may have let him read the protected: one keeper does not come by that with a new code (law 8).
TEST_F(Daily, WhoEnrolsAnewReadsNothingUntilItIsGrantedAgain) {
  let_read(force.dpo);
  must(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test"));
  must(office::renew_principal(*force.office, force.keeper, "dpo", "a lost secret"));
  force.open();
  EXPECT_EQ(code_of(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test")),
            Code::kRefused);
  let_read(force.dpo);
  must(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test"));
}

TEST_F(Daily, ContainmentStopsAPrincipalAndSaysWhatItCannotStop) {
  const std::string token = force.token_of(force.registrar);
  const IncidentId incident =
      must(office::open_incident(*force.office, force.security,
                                 {{"principal:registrar", "principal:keeper", "host:office"}, kDawn, kEver, "a test"},
                                 "a test", force.clock.now()));
  const office::Contained done = must(office::contain(*force.office, force.security, incident));
  EXPECT_EQ(done.ended, std::vector<std::string>{"principal:registrar"});
  EXPECT_EQ(done.left_alone, (std::vector<std::string>{"principal:keeper", "host:office"}));
  const auto look = force.office->clerk().look();
  EXPECT_EQ(code_of(access::actor_of(force.office->access(), token, force.office->clock().now())), Code::kUnauthorised);
}

TEST_F(Daily, AGrantThatEndedHoldsNoLonger) {
  const std::uint64_t grant = let_read(force.dpo);
  must(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test"));
  EXPECT_EQ(code_of(office::end_grant(*force.office, force.sponsor, grant, "a test")), Code::kRefused);
  must(office::end_grant(*force.office, force.security, grant, "a test"));
  EXPECT_EQ(code_of(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test")),
            Code::kRefused);
  EXPECT_EQ(code_of(office::end_grant(*force.office, force.security, grant, "a test")), Code::kNotFound);
}

TEST_F(Daily, AnEmptyCellTakesAValueAwayOnlyWhenAsked) {
  must(take_in(rows(6)).applied);
  const TestPerson first = invent(0);
  const std::string without = fmt::format("{},{},,{},,no\n", first.surname, first.forenames, first.warrant_number) +
                              rows(6).substr(row(0).size());
  const auto held = [&](Field field) {
    let_read(force.dpo);
    const roll::Values values =
        must(office::read_person(*force.office, force.dpo, force.people[0], {Field::kUnit}, "a test"));
    return std::string(values.at(field).reveal_text());
  };
  const auto emptied = [](const Taken& taken, Field field) {
    return taken.difference.emptied_fields[static_cast<std::size_t>(field)];
  };
  const Taken asked = take_in(without);
  must(asked.applied);
  EXPECT_EQ(asked.difference.same, 6U);
  EXPECT_EQ(emptied(asked, Field::kUnit), 1U);
  EXPECT_EQ(emptied(asked, Field::kPayNumber), 1U);
  EXPECT_EQ(held(Field::kUnit), first.unit);
  must(take_in(without, false, {}, true).applied);
  EXPECT_EQ(held(Field::kUnit), "");
  EXPECT_EQ(emptied(take_in(without), Field::kUnit), 0U) << "it is empty already";
  // His pay number is free for another, and comes back as a change like any.
  const Taken back = take_in(row(0) + rows(6).substr(row(0).size()));
  must(back.applied);
  EXPECT_EQ(back.difference.changed_fields[static_cast<std::size_t>(Field::kPayNumber)], 1U);
  EXPECT_EQ(held(Field::kUnit), first.unit);
}

TEST_F(Daily, TwoPeopleTakeAMarkAway) {
  const PersonId whom = force.people[0];
  must(office::change_person(*force.office, force.registrar, whom, {}, {true, true}, "a test"));
  const auto propose = [&](roll::Marks marks) {
    return office::propose(*force.office, force.security, office::MarkRemoval{whom, marks, "a test"});
  };
  EXPECT_EQ(code_of(propose({})), Code::kUsage);
  EXPECT_EQ(
      code_of(office::propose(*force.office, force.registrar, office::MarkRemoval{whom, {true, false}, "a test"})),
      Code::kRefused);
  const std::uint64_t asked = must(propose({true, false}));
  EXPECT_TRUE(person(whom).is_protected);
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, asked, true)), Code::kRefused)
      << "one person is not two";
  must(office::decide(*force.office, force.second_security, asked, true));
  EXPECT_FALSE(person(whom).is_protected);
  EXPECT_TRUE(person(whom).notice_risk);
  EXPECT_EQ(code_of(propose({true, false})), Code::kRefused) << "there is no such mark now";
  const std::uint64_t once = must(propose({false, true})), twice = must(propose({false, true}));
  must(office::decide(*force.office, force.second_security, once, true));
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, twice, true)), Code::kRefused);
}

TEST_F(Daily, WhoBearsAPseudonymStaysProtected) {
  const PersonId bearer = force.people[0];
  must(office::change_person(*force.office, force.registrar, bearer, {}, {true, false}, "a test"));
  roll::NewPerson other;
  other.is_protected = true;
  for (const auto& [field, value] :
       {std::pair{Field::kSurname, "Other"}, {Field::kForenames, "Name"}, {Field::kWarrantNumber, "W555001"}})
    other.values.emplace(field, Plaintext::copy_of(std::string_view(value)));
  const PersonId alias = must(office::add_person(*force.office, force.registrar, std::move(other), "a test"));
  const auto unmark = [&](PersonId whom) {
    return office::propose(*force.office, force.security, office::MarkRemoval{whom, {true, false}, "a test"});
  };
  const std::uint64_t early = must(unmark(bearer));
  const std::uint64_t act =
      must(office::propose(*force.office, force.security, office::PseudonymAct{bearer, alias, "a test"}));
  must(office::decide(*force.office, force.second_security, act, true));
  EXPECT_EQ(code_of(unmark(bearer)), Code::kRefused);
  EXPECT_EQ(code_of(unmark(alias)), Code::kRefused);
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, early, true)), Code::kRefused)
      << "what was proposed before";
  must(office::person_leaves(*force.office, force.registrar, alias, "a test"));
  must(unmark(bearer));
}

TEST_F(Daily, ACardIsAskedForWithAReasonThatThereIs) {
  office::CardRequest request;
  request.person = force.people[0];
  request.reason = "bored";
  request.expires = force.clock.now() + hours(24);
  EXPECT_EQ(code_of(office::request_cards(*force.office, force.sponsor, {request})), Code::kInvalid);
}

}  // namespace
}  // namespace tipstaff::test
