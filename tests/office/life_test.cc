// Temporary cards, cards under a pseudonym, new numbers, and the reissue after a breach.
#include "card/code_reader.h"
#include "card/stamp.h"
#include "crypto/box.h"
#include "laws/office_fixture.h"
#include "office/breach.h"
#include "office/card_cycle.h"
#include "office/people.h"
#include "office/pseudonym.h"
#include "office/reissue.h"
#include "office/two_people.h"

namespace tipstaff::test {
namespace {

using enum supplier::CardState;

class Life : public ::testing::Test {
 protected:
  TestForce force{{.people = 8, .protected_people = {6}, .budget = {50, 50, 50, 200}}};

  supplier::Card card(CardId id) { return force.office->cards().table().find(id.value)->value; }
  CardId ask(PersonId person, const std::string& kind, Duration valid, const std::string& reason = "new") {
    const auto made =
        must(office::request_cards(*force.office, force.sponsor, {{person, kind, reason, force.clock.now() + valid}}));
    must(office::approve_cards(*force.office, force.approver, made));
    return made.front();
  }
  std::uint64_t draw(CardId id, const std::string& outside) {
    const auto made = must(office::make_jobs(*force.office, force.issuer, {id}, {outside, kPassOffice, 0}));
    const auto& items = made.outside.empty() ? made.inside : made.outside;
    must(office::render_items(*force.office, force.issuer, items, [](const auto&) {}));
    return items.front();
  }
  Plaintext at_press(const PressSite& site, std::uint64_t number) {
    auto link = force.link(site);
    const ItemId id = force.item(number).id;
    const Bytes locked = must(link.locked(id));
    const Plaintext key = must(crypto::box_open(site.identity.box, must(link.release(id))));
    Plaintext pdf = must(press::unlock_item(id, key, locked));
    must(link.receipt(force.receipt(site, id, press::Outcome::kPrinted)));
    return pdf;
  }
  void hand_over(CardId id) {
    must(office::receive_cards(*force.office, force.issuer, {id}));
    must(office::activate_cards(*force.office, force.activator, {id}));
  }
  static card::Stamp stamp_in(const Plaintext& pdf) {
    const std::vector<std::string> codes = must(card::find_codes(pdf.reveal()));
    const Bytes message = must(card::message_of_stamp(codes.at(0)));
    return must(card::decode_claims(must(card::cose::parse_sign1(message)).payload));
  }
  void decide(std::uint64_t proposal) { must(office::decide(*force.office, force.second_security, proposal, true)); }
};

TEST_F(Life, ATemporaryCardEndsByTheCalendarOrWithTheTrueOne) {
  EXPECT_EQ(code_of(office::request_cards(
                *force.office, force.sponsor,
                {{force.people[0], "temporary warrant card", "new", force.clock.now() + hours(24 * 8)}})),
            Code::kInvalid);
  // The true card stays as it is: it was forgotten, not lost.
  const CardId true_card = ask(force.people[0], "warrant card", hours(24 * 1000));
  at_press(force.bureau, draw(true_card, kBureau));
  hand_over(true_card);
  const CardId temporary = ask(force.people[0], "temporary warrant card", hours(24));
  const Plaintext pdf = at_press(force.pass_office, draw(temporary, ""));
  EXPECT_EQ(stamp_in(pdf).face->kind, "temporary warrant card");
  hand_over(temporary);
  EXPECT_EQ(card(true_card).state, kActive);
  force.clock.advance(hours(25));
  EXPECT_EQ(must(office::expire_cards(*force.office)), 1U);
  EXPECT_EQ(card(temporary).state, kExpired);
  EXPECT_EQ(card(true_card).state, kActive);

  // A lost one: the stopgap ends at the moment that the new card is handed over.
  must(office::end_cards(*force.office, force.sponsor, {true_card}, "revoked", "lost"));
  const CardId stopgap = ask(force.people[0], "temporary warrant card", hours(24 * 7));
  at_press(force.pass_office, draw(stopgap, ""));
  hand_over(stopgap);
  const CardId again = ask(force.people[0], "warrant card", hours(24 * 1000), "lost");
  at_press(force.bureau, draw(again, kBureau));
  must(office::receive_cards(*force.office, force.issuer, {again}));
  EXPECT_EQ(card(stopgap).state, kActive);
  must(office::activate_cards(*force.office, force.activator, {again}));
  EXPECT_EQ(card(stopgap).state, kRevoked);
  // Another's temporary card, and one of another kind, stay.
  EXPECT_TRUE(must(office::renewals(*force.office, force.sponsor, hours(24 * 60))).empty());
}

TEST_F(Life, APseudonymStaysInsideAndItsBearerIsCounted) {
  TestPerson cover = invent(300, true);
  roll::NewPerson entry = TestForce::as_new(cover);
  entry.values.erase(Field::kPhoto);
  const PersonId alias = must(office::add_person(*force.office, force.registrar, std::move(entry), "a test")),
                 bearer = force.people[6];
  const auto propose = [&](PersonId person, PersonId other) {
    return office::propose(*force.office, force.security, office::PseudonymAct{person, other, "a test"});
  };
  EXPECT_EQ(code_of(propose(bearer, bearer)), Code::kRefused);
  EXPECT_EQ(code_of(propose(force.people[0], alias)), Code::kRefused) << "its bearer is not protected";
  EXPECT_EQ(code_of(propose(bearer, force.people[0])), Code::kRefused) << "it is not protected itself";
  EXPECT_EQ(code_of(propose(bearer, PersonId{999})), Code::kNotFound);
  const std::uint64_t proposal = must(propose(bearer, alias));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, proposal, true)), Code::kRefused);
  decide(proposal);
  EXPECT_EQ(code_of(propose(bearer, alias)), Code::kRefused);
  force.open();
  EXPECT_EQ(office::bearer_of(*force.office, alias), bearer);

  const CardId id = ask(alias, "warrant card", hours(24 * 100));
  const std::uint64_t item = draw(id, kBureau);  // whatever the job says
  EXPECT_TRUE(must(force.link(force.bureau).list(100)).empty());
  EXPECT_EQ(code_of(force.link(force.bureau).release(force.item(item).id)), Code::kNotFound);
  const Plaintext pdf = at_press(force.pass_office, item);
  const card::Stamp stamp = stamp_in(pdf);
  EXPECT_EQ(stamp.face->name, cover.forenames + " " + cover.surname);
  EXPECT_EQ(stamp.face->number, cover.warrant_number);
  EXPECT_FALSE(stamp.face->photo.empty()) << "its bearer's photograph";
  const TestPerson real = invent(6, true);
  for (const std::string& word : {real.surname, real.forenames, real.warrant_number})
    EXPECT_EQ(pdf.reveal_text().find(word), std::string_view::npos);
  hand_over(id);
  // The photograph was read on record, as its bearer's.
  bool read = false;
  for (const ledger::StoredEntry& stored : force.entries())
    read = read || (stored.detail->act == ledger::Act::kRead && stored.detail->person == bearer &&
                    stored.detail->fields == FieldSet{Field::kPhoto});
  EXPECT_TRUE(read);

  // A breach of the press that made it reaches the bearer.
  const IncidentId incident = must(office::open_incident(
      *force.office, force.security, {{"press:" + std::string(kPassOffice)}, kDawn, kEver, "a test"}, "a test",
      force.clock.now()));
  const office::Answer answer = must(office::exposure(*force.office, force.dpo, incident));
  EXPECT_EQ(answer.exposure.population.size(), force.people.size()) << "nobody is counted twice";
  for (std::size_t i = 0; i < answer.exposure.population.size(); ++i) {
    const bool is_bearer = answer.exposure.population[i].person == bearer;
    EXPECT_EQ(answer.exposure.grade(i) != incident::Grade::kExcluded, is_bearer);
    if (!is_bearer) continue;
    EXPECT_TRUE(answer.exposure.fields(i).has(Field::kPhoto));
    EXPECT_FALSE(answer.entries[i].empty()) << "and the entries say why";
  }
  // Whoever leaves leaves under both names.
  must(office::person_leaves(*force.office, force.registrar, bearer, "a test"));
  EXPECT_EQ(card(id).state, kRevoked);
}

TEST_F(Life, NewNumbersReachTheNextCardAndNobodyElse) {
  const auto number_on = [&](PersonId person, const char* reason) {
    const CardId id = ask(person, "warrant card", hours(24 * 100), reason);
    const std::string out = stamp_in(at_press(force.bureau, draw(id, kBureau))).face->number;
    hand_over(id);
    return out;
  };
  EXPECT_EQ(number_on(force.people[1], "new"), invent(1).warrant_number);
  const auto propose = [&](const std::string& form) {
    return office::propose(*force.office, force.security,
                           office::NewNumbers{{force.people[1], force.people[2]}, form, "a test"});
  };
  for (const char* wrong : {"", "nm####", "NM#", "NM 12####"})
    EXPECT_EQ(code_of(propose(wrong)), Code::kInvalid) << wrong;
  const std::uint64_t proposal = must(propose("Z#####"));
  EXPECT_EQ(code_of(office::decide(*force.office, force.security, proposal, true)), Code::kRefused);
  decide(proposal);
  const std::string renewed = number_on(force.people[1], "stolen"), other = number_on(force.people[2], "new");
  for (const std::string& number : {renewed, other}) {
    EXPECT_EQ(number.size(), 6U);
    EXPECT_EQ(number[0], 'Z');
  }
  EXPECT_NE(renewed, other);
  EXPECT_EQ(number_on(force.people[3], "new"), invent(3).warrant_number);
  // All or none: one who has left takes the whole act back.
  must(office::person_leaves(*force.office, force.registrar, force.people[4], "a test"));
  const std::uint64_t late = must(office::propose(
      *force.office, force.security, office::NewNumbers{{force.people[3], force.people[4]}, "Y#####", "a test"}));
  EXPECT_EQ(code_of(office::decide(*force.office, force.second_security, late, true)), Code::kNotFound);
  EXPECT_EQ(number_on(force.people[3], "stolen"), invent(3).warrant_number);
}

// Numbers that were out are printed on stolen things: nobody else may ever be found under one of them.
TEST_F(Life, ANumberThatWasReplacedIsNobodysAgain) {
  office::ProtectedGrant grant;
  grant.principal = force.dpo.name;
  grant.purpose = "a test";
  grant.classes = 1U << static_cast<unsigned>(DataClass::kIdentity);
  grant.length = hours(24);
  decide(must(office::propose(*force.office, force.security, grant)));
  std::set<std::string> seen;
  for (int round = 0; round < 25; ++round) {
    decide(must(office::propose(*force.office, force.security,
                                office::NewNumbers{{force.people[1], force.people[2]}, "Q##", "a test"})));
    for (const PersonId person : {force.people[1], force.people[2]}) {
      const roll::Values values =
          must(office::read_person(*force.office, force.dpo, person, FieldSet{Field::kWarrantNumber}, "a test"));
      const auto [at, first_time] = seen.emplace(values.at(Field::kWarrantNumber).reveal_text());
      EXPECT_TRUE(first_time) << *at << " came back in round " << round;
    }
  }
  EXPECT_EQ(seen.size(), 50U);
}

TEST_F(Life, ABearerWithoutAPhotographIsDrawnWithoutOne) {
  TestPerson real = invent(400, true), cover = invent(401, true);
  roll::NewPerson bearer_entry = TestForce::as_new(real), alias_entry = TestForce::as_new(cover);
  bearer_entry.values.erase(Field::kPhoto);
  alias_entry.values.erase(Field::kPhoto);
  const PersonId bearer = must(office::add_person(*force.office, force.registrar, std::move(bearer_entry), "a test"));
  const PersonId alias = must(office::add_person(*force.office, force.registrar, std::move(alias_entry), "a test"));
  decide(must(office::propose(*force.office, force.security, office::PseudonymAct{bearer, alias, "a test"})));
  const Plaintext pdf = at_press(force.pass_office, draw(ask(alias, "warrant card", hours(24 * 100)), kPassOffice));
  EXPECT_EQ(stamp_in(pdf).face->number, cover.warrant_number);
  EXPECT_TRUE(stamp_in(pdf).face->photo.empty());
}

TEST_F(Life, TheReissueAddsUpAndTellsNothingOfTheProtected) {
  std::vector<CardId> old;
  for (std::size_t i = 0; i < 4; ++i) {
    old.push_back(ask(force.people[i], "warrant card", hours(24 * 1000)));
    at_press(force.bureau, draw(old.back(), kBureau));
    if (i < 2) hand_over(old.back());
  }
  const IncidentId incident = must(office::open_incident(*force.office, force.security,
                                                         {{"press:" + std::string(kBureau)}, kDawn, kEver, "a test"},
                                                         "a test", force.clock.now()));
  EXPECT_EQ(code_of(office::reissue(*force.office, force.security, incident)), Code::kRefused);
  EXPECT_EQ(code_of(office::reissue(*force.office, force.sponsor, incident)), Code::kRefused);
  {
    const auto look = force.office->clerk().look();
    EXPECT_EQ(must(office::cards_touched(*force.office, incident)).size(), 4U);
  }
  must(office::contain(*force.office, force.security, incident));
  incident::Reissue now = must(office::reissue(*force.office, force.security, incident));
  EXPECT_EQ(now.total, 4U);
  EXPECT_EQ(now.dead, 2U) << "those that no hand held";
  EXPECT_EQ(now.asked, 4U);
  EXPECT_EQ(now.a_day, 1000U) << "the force's own press is left";
  std::vector<CardId> fresh = office::cards_in_state(*force.office, kRequested);
  must(office::approve_cards(*force.office, force.approver, fresh));
  at_press(force.pass_office, draw(fresh[0], ""));
  hand_over(fresh[0]);
  force.clock.advance(hours(24 * 5));
  now = must(office::reissue(*force.office, force.security, incident));
  EXPECT_EQ(now.active, 1U);
  EXPECT_EQ(now.approved, 3U);
  EXPECT_EQ(now.not_asked + now.asked + now.approved + now.queued + now.printing + now.printed + now.active, now.total);
  EXPECT_EQ(incident::behind(now), 3U) << "the plan had all of them active by now";
  ASSERT_GE(now.days.size(), 6U);
  EXPECT_EQ(now.days.front().planned, 0U);
  EXPECT_EQ(now.days.back().planned, 4U);
  const std::string svg = incident::reissue_svg(now);
  EXPECT_NE(svg.find("3 behind the plan"), std::string::npos);
  for (const char* word : {"protected", "covert", "Thistle", kBureau})
    EXPECT_EQ(svg.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace tipstaff::test
