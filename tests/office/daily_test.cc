// An office on an ordinary day: newer exports, people who join, leave, come back or become protected, principals who go, cards that
// cannot be drawn as they stand; and a breach in the middle of it.
#include <fstream>

#include "laws/office_fixture.h"
#include "office/breach.h"
#include "office/declared.h"
#include "office/import.h"
#include "office/people.h"
#include "office/principals.h"
#include "office/two_people.h"
#include "test_zip.h"

namespace tipstaff::test {
namespace {

using enum supplier::CardState;

class Daily : public ::testing::Test {
 protected:
  TestForce force{{.people = 6, .budget = {50, 50, 50, 200}}};

  supplier::Card card(CardId id) { return force.office->cards().table().find(id.value)->value; }
  const roll::Person& person(PersonId id) { return force.office->vault().people().find(id.value)->value; }
  std::vector<CardId> in_state(supplier::CardState state, PersonId whose = {}) { return office::cards_in_state(*force.office, state, whose); }

  CardId ask(PersonId whom, const std::string& reason = "new") {
    office::CardRequest request;
    request.person = whom;
    request.reason = reason;
    request.expires = force.clock.now() + hours(24 * 1000);
    const auto made = must(office::request_cards(*force.office, force.sponsor, {request}));
    must(office::approve_cards(*force.office, force.approver, made));
    return made.front();
  }
  std::uint64_t queue(CardId id, const std::string& outside) {
    const auto made = must(office::make_jobs(*force.office, force.issuer, {id}, {outside, kPassOffice, 0}));
    return (made.outside.empty() ? made.inside : made.outside).front();
  }
  void print(CardId id, const PressSite& site) {
    const std::uint64_t number = queue(id, site.name == kBureau ? kBureau : "");
    must(office::render_items(*force.office, force.issuer, {number}, [](const auto&) {}));
    auto link = force.link(site);
    must(link.release(force.item(number).id));
    must(link.receipt(force.receipt(site, force.item(number).id, press::Outcome::kPrinted)));
  }
  void hand_over(CardId id) {
    must(office::receive_cards(*force.office, force.issuer, {id}));
    must(office::activate_cards(*force.office, force.activator, {id}));
  }
  CardId in_hand(PersonId whom, const PressSite& site) {
    const CardId id = ask(whom);
    print(id, site);
    hand_over(id);
    return id;
  }

  std::uint64_t let_read(const access::Actor& who) {
    office::GrantRequest grant;
    grant.principal = who.name;
    grant.classes = {DataClass::kIdentity};
    grant.purpose = "a test";
    return must(office::give_grant(*force.office, force.security, grant));
  }

  struct Taken {
    office::StageReport report;
    office::Difference difference;
    Result<void> applied;
  };
  Taken take_in(const std::string& rows, bool leavers = false, const std::string& photos = {}, bool emptied = false) {
    std::ofstream(force.folder.path() / "export.csv") << "Surname,Forenames,Unit,Warrant number,Pay number,Covert\n" << rows;
    office::ImportSettings settings;
    settings.csv = force.folder.path() / "export.csv";
    settings.photos = photos;
    settings.keep[Field::kPayNumber] = "a test";
    const auto import = must(office::Import::stage(*force.office, force.registrar, settings, no_progress()));
    Taken out;
    out.difference = must(import->compare(no_progress()));
    out.report = import->report();
    out.applied = import->apply({.accept_good = false, .leavers = leavers, .emptied = emptied}, no_progress());
    return out;
  }
  // As the export has the person with this position in the roll.
  static std::string row(std::size_t n, const std::string& covert = "no") {
    const TestPerson p = invent(n);
    return fmt::format("{},{},{},{},{},{}\n", p.surname, p.forenames, p.unit, p.warrant_number, p.pay_number, covert);
  }
  static std::string rows(std::size_t count) {
    std::string out;
    for (std::size_t n = 0; n < count; ++n) out += row(n);
    return out;
  }
};

TEST_F(Daily, ABreachIsContainedWhileNewCardsAreOnTheirWay) {
  const auto& people = force.people;
  const CardId renewed = in_hand(people[0], force.bureau), renewal = ask(people[0], "renewal");
  const CardId lost = in_hand(people[1], force.pass_office), printed = ask(people[1], "lost");
  print(printed, force.bureau);
  const CardId both = in_hand(people[2], force.bureau), newer = ask(people[2], "damaged");
  print(newer, force.bureau);
  const CardId alone = in_hand(people[3], force.bureau);
  const IncidentId incident = must(office::open_incident(*force.office, force.security, {{"press:" + std::string(kBureau)}, kDawn, kEver, "a test"},
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
  const CardId second = ask(force.people[0], "lost"), third = ask(force.people[0], "lost"), fourth = ask(force.people[0], "renewal");
  print(third, force.pass_office);
  hand_over(third);
  EXPECT_EQ(card(first).state, kRevoked);
  EXPECT_EQ(card(second).state, kRevoked);
  EXPECT_EQ(card(fourth).state, kApproved);
}

TEST_F(Daily, OneWhoCannotBeDrawnKeepsNobodyWaiting) {
  const std::string endless(90, 'W');
  must(office::change_person(*force.office, force.registrar, force.people[1], [&] {
    roll::Values values;
    values.emplace(Field::kSurname, Plaintext::copy_of(endless));
    values.emplace(Field::kForenames, Plaintext::copy_of(endless));
    return values;
  }(), {}, "a test"));
  std::vector<CardId> cards;
  for (std::size_t i = 0; i < 3; ++i) cards.push_back(ask(force.people[i]));
  must(office::make_jobs(*force.office, force.issuer, cards, {kBureau, kPassOffice, 0}));
  const auto draw = [&] { return must(office::render_items(*force.office, force.issuer, office::items_to_draw(*force.office), [](const auto&) {})); };
  EXPECT_EQ(office::items_to_draw(*force.office).size(), 3U);
  const auto undrawn = draw();
  ASSERT_EQ(undrawn.size(), 1U);
  EXPECT_EQ(undrawn[0].card, cards[1]);
  EXPECT_EQ(undrawn[0].why.find(endless), std::string::npos);
  EXPECT_NE(undrawn[0].why.find("the name is too long"), std::string::npos) << undrawn[0].why;
  EXPECT_EQ(must(force.link(force.bureau).list(100)).size(), 2U);
  // Put right, it is drawn; what was drawn already is not drawn again.
  must(office::change_person(*force.office, force.registrar, force.people[1], [] {
    roll::Values values;
    values.emplace(Field::kSurname, Plaintext::copy_of("Thistle"));
    values.emplace(Field::kForenames, Plaintext::copy_of("Rowan"));
    return values;
  }(), {}, "a test"));
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
  EXPECT_EQ(code_of(office::change_person(*force.office, force.registrar, force.people[0], {}, {}, "a test")), Code::kUsage);
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
  const PersonId by_hand = must(office::add_person(*force.office, force.registrar, TestForce::as_new(invent(50)), "a contractor"));
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
  const roll::Values values = must(office::read_person(*force.office, force.dpo, PersonId{7}, {Field::kUnit}, "a test"));
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
  EXPECT_EQ(code_of(office::end_principal(*force.office, force.security, "keeper", "a test")), Code::kRefused) << "the only one";
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
  EXPECT_EQ(code_of(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test")), Code::kRefused);
  let_read(force.dpo);
  must(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test"));
}

TEST_F(Daily, ContainmentStopsAPrincipalAndSaysWhatItCannotStop) {
  const std::string token = force.token_of(force.registrar);
  const IncidentId incident = must(office::open_incident(
      *force.office, force.security, {{"principal:registrar", "principal:keeper", "host:office"}, kDawn, kEver, "a test"}, "a test", force.clock.now()));
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
  EXPECT_EQ(code_of(office::read_person(*force.office, force.dpo, force.people[0], {Field::kSurname}, "a test")), Code::kRefused);
  EXPECT_EQ(code_of(office::end_grant(*force.office, force.security, grant, "a test")), Code::kNotFound);
}

TEST_F(Daily, AWorkbookThatWasHandedOverIsDeclaredWithItsHiddenSheets) {
  const auto cells = [](std::size_t n) {
    const TestPerson p = invent(n);
    return std::vector<std::string>{p.rank, p.surname, "", p.forenames, n % 2 == 0 ? p.warrant_number : ""};
  };
  const std::string seen = test::row(1, {"Rank", "Surname", "Middle", "Given names", "Warrant No."}) + test::row(2, cells(0)) + test::row(3, cells(1));
  const std::string hidden = test::row(1, {"Staff number", "Vetting level", "Second in the car"}) + test::row(2, {invent(4).warrant_number, "SC", invent(5).warrant_number}) +
                             test::row(3, {"W999999", "SC"});
  const std::filesystem::path file = force.folder.path() / "old.xlsx";
  must(force.files.replace(file, as_bytes(test::workbook("<sheetData>" + seen + "</sheetData>", "<sheetData>" + hidden + "</sheetData>", "hidden").finish())));
  office::Declaration declaration;
  declaration.holder = "supplier:Old Printers";
  declaration.file = file;
  declaration.since = force.clock.now() - hours(24);
  const office::Declared done = must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  EXPECT_EQ(done.people, 4U) << "three by number, two of them in one row of the hidden sheet, and one by name";
  EXPECT_EQ(done.not_on_roll, 1U);
  EXPECT_EQ(done.fields.names(), (FieldSet{Field::kSurname, Field::kForenames, Field::kRank, Field::kWarrantNumber, Field::kVettingLevel}.names()));
  const auto held = must(office::copies_of(*force.office, force.auditor, force.people[4]));
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].holder, "supplier:Old Printers");

  must(force.files.replace(file, as_bytes(test::workbook("<sheetData>" + test::row(1, {"a", "b"}) + "</sheetData>").finish())));
  EXPECT_EQ(code_of(office::declare_copy(*force.office, force.dpo, declaration, no_progress())), Code::kInvalid);
}

// A file of years ago names people as they were called and numbered then, and one name may be two people's.
TEST_F(Daily, AFileOfFormerNamesAndNumbersIsDeclaredForWhomItMeant) {
  const auto change = [&](PersonId whom, std::initializer_list<std::pair<Field, std::string>> values) {
    roll::Values out;
    for (const auto& [field, value] : values) out.emplace(field, Plaintext::copy_of(value));
    must(office::change_person(*force.office, force.registrar, whom, out, {}, "a test"));
  };
  change(force.people[0], {{Field::kSurname, "Married"}});
  change(force.people[1], {{Field::kWarrantNumber, "W777001"}});
  change(force.people[2], {{Field::kSurname, "Same"}, {Field::kForenames, "Name"}});
  change(force.people[3], {{Field::kSurname, "Same"}, {Field::kForenames, "Name"}});
  const auto declare = [&](const std::string& rows, const std::string& headings = "Surname,Forenames,Warrant number") {
    const std::filesystem::path file = force.folder.path() / "handed.csv";
    std::ofstream(file) << headings << "\n" << rows;
    office::Declaration declaration;
    declaration.holder = "supplier:Old Printers";
    declaration.file = file;
    declaration.since = force.clock.now() - hours(24);
    return must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  };
  const auto holds = [&](std::size_t n) {
    const auto held = must(office::copies_of(*force.office, force.auditor, force.people[n]));
    return held.empty() ? "nothing" : held.back().copy.delivered ? "surely" : "possibly";
  };
  const office::Declared old = declare(fmt::format("{},{},\n,,{}\n", invent(0).surname, invent(0).forenames, invent(1).warrant_number));
  EXPECT_EQ(old.people, 2U);
  EXPECT_EQ(old.not_on_roll + old.ambiguous, 0U);
  EXPECT_STREQ(holds(0), "surely") << "by the name before the marriage";
  EXPECT_STREQ(holds(1), "surely") << "by a number that is his no longer";
  EXPECT_EQ(declare(fmt::format("Married,{},\n", invent(0).forenames)).people, 1U) << "by the new surname and the forenames that stayed";

  // A pay number that passed on may mean who has it now or who had it then.
  EXPECT_STREQ(holds(4), "nothing");
  change(force.people[4], {{Field::kPayNumber, "P1"}});
  change(force.people[4], {{Field::kPayNumber, "P2"}});
  change(force.people[5], {{Field::kPayNumber, "P1"}});
  const office::Declared passed_on = declare("P1\n", "Pay number");
  EXPECT_EQ(passed_on.people, 2U);
  EXPECT_EQ(passed_on.ambiguous, 1U);
  EXPECT_STREQ(holds(4), "possibly");
  EXPECT_STREQ(holds(5), "possibly");

  const office::Declared doubtful = declare("Same,Name,\n");
  EXPECT_EQ(doubtful.people, 2U);
  EXPECT_EQ(doubtful.ambiguous, 1U);
  EXPECT_STREQ(holds(2), "possibly");
  EXPECT_STREQ(holds(3), "possibly");
  declare(fmt::format("Same,Name,{}\nSame,Name,\n", invent(2).warrant_number));
  EXPECT_STREQ(holds(2), "surely");
  EXPECT_STREQ(holds(3), "possibly");
}

// As the list that was published in August 2023 had it: surname, initials, rank, and no number.
TEST_F(Daily, AFileOfInitialsIsDeclaredForWhomItMayMean) {
  std::ofstream(force.folder.path() / "initials.csv") << "Surname,Initials,Post\n"
                                                      << invent(1).surname << ',' << invent(1).forenames.substr(0, 1) << ",Constable\n"
                                                      << "Nobody,Z,Constable\n";
  office::Declaration declaration;
  declaration.holder = "supplier:Old Printers";
  declaration.file = force.folder.path() / "initials.csv";
  declaration.since = force.clock.now() - hours(24);
  const office::Declared blind = must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  EXPECT_EQ(blind.people, 0U);
  EXPECT_EQ(blind.not_on_roll, 2U);

  declaration.purpose = "an old file";
  const std::uint64_t before = force.office->clerk().size();
  EXPECT_EQ(code_of(office::declare_copy(*force.office, force.dpo, declaration, no_progress())), Code::kRefused) << "nobody let him have the whole roll looked for";
  EXPECT_EQ(force.office->clerk().size(), before);
  office::ProtectedGrant grant{"dpo", "an old file", 0, hours(1)};
  for (const DataClass one : {DataClass::kIdentity, DataClass::kPay, DataClass::kContact}) grant.classes |= 1U << static_cast<unsigned>(one);
  must(office::decide(*force.office, force.second_security, must(office::propose(*force.office, force.security, grant)), true));

  const office::Declared seen = must(office::declare_copy(*force.office, force.dpo, declaration, no_progress()));
  EXPECT_EQ(seen.by_forms, seen.people);
  EXPECT_EQ(seen.not_on_roll, 1U);
  for (std::size_t n = 0; n < 6; ++n) {
    const auto held = must(office::copies_of(*force.office, force.auditor, force.people[n]));
    ASSERT_EQ(held.size(), n == 1 ? 1U : 0U) << n;
    if (n != 1) continue;
    EXPECT_FALSE(held[0].copy.delivered) << "possibly: another may be written so who is not on the roll";
    EXPECT_EQ(held[0].copy.fields.names(), (FieldSet{Field::kSurname, Field::kForenames, Field::kRank}.names())) << "the initials are no column of the roll's, and are shown";
  }
  declaration.file = force.folder.path() / "nothing.csv";
  std::ofstream(declaration.file) << "Make,Colour\nFord,blue\n";
  EXPECT_EQ(code_of(office::declare_copy(*force.office, force.dpo, declaration, no_progress())), Code::kInvalid) << "no heading says whom the rows are about";
}

TEST_F(Daily, AnEmptyCellTakesAValueAwayOnlyWhenAsked) {
  must(take_in(rows(6)).applied);
  const TestPerson first = invent(0);
  const std::string without = fmt::format("{},{},,{},,no\n", first.surname, first.forenames, first.warrant_number) + rows(6).substr(row(0).size());
  const auto held = [&](Field field) {
    let_read(force.dpo);
    const roll::Values values = must(office::read_person(*force.office, force.dpo, force.people[0], {Field::kUnit}, "a test"));
    return std::string(values.at(field).reveal_text());
  };
  const auto emptied = [](const Taken& taken, Field field) { return taken.difference.emptied_fields[static_cast<std::size_t>(field)]; };
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
  const auto propose = [&](roll::Marks marks) { return office::propose(*force.office, force.security, office::MarkRemoval{whom, marks, "a test"}); };
  EXPECT_EQ(code_of(propose({})), Code::kUsage);
  EXPECT_EQ(code_of(office::propose(*force.office, force.registrar, office::MarkRemoval{whom, {true, false}, "a test"})), Code::kRefused);
  const std::uint64_t asked = must(propose({true, false}));
  EXPECT_TRUE(person(whom).is_protected);
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, asked, true)), Code::kRefused) << "one person is not two";
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
  for (const auto& [field, value] : {std::pair{Field::kSurname, "Other"}, {Field::kForenames, "Name"}, {Field::kWarrantNumber, "W555001"}})
    other.values.emplace(field, Plaintext::copy_of(std::string_view(value)));
  const PersonId alias = must(office::add_person(*force.office, force.registrar, std::move(other), "a test"));
  const auto unmark = [&](PersonId whom) { return office::propose(*force.office, force.security, office::MarkRemoval{whom, {true, false}, "a test"}); };
  const std::uint64_t early = must(unmark(bearer));
  const std::uint64_t act = must(office::propose(*force.office, force.security, office::PseudonymAct{bearer, alias, "a test"}));
  must(office::decide(*force.office, force.second_security, act, true));
  EXPECT_EQ(code_of(unmark(bearer)), Code::kRefused);
  EXPECT_EQ(code_of(unmark(alias)), Code::kRefused);
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, early, true)), Code::kRefused) << "what was proposed before";
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
