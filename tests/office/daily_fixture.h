// For tests of an office on an ordinary day: cards asked for, printed and handed over; exports taken in.
#pragma once

#include <fstream>

#include "laws/office_fixture.h"
#include "office/import.h"
#include "office/people.h"
#include "office/principals.h"

namespace tipstaff::test {

using enum supplier::CardState;

class Daily : public ::testing::Test {
 protected:
  TestForce force{{.people = 6, .budget = {50, 50, 50, 200}}};

  supplier::Card card(CardId id) { return force.office->cards().table().find(id.value)->value; }
  const roll::Person& person(PersonId id) { return force.office->vault().people().find(id.value)->value; }
  std::vector<CardId> in_state(supplier::CardState state, PersonId whose = {}) {
    return office::cards_in_state(*force.office, state, whose);
  }

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
    std::ofstream(force.folder.path() / "export.csv") << "Surname,Forenames,Unit,Warrant number,Pay number,Covert\n"
                                                      << rows;
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

}  // namespace tipstaff::test
