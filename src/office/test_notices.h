// For the tests of notices: a small office with an incident.
#pragma once

#include <gtest/gtest.h>

#include "office/notices.h"
#include "test_support.h"

namespace tipstaff::office::test {

using tipstaff::test::TemporaryFolder;

// A small office: four invented people, three of them printed by a press, one of those at risk from a letter home.
class Notices : public ::testing::Test {
 protected:
  void SetUp() override {
    CreateSettings settings;
    settings.folder = folder_.path() / "store";
    settings.force = "Northmoor Constabulary";
    settings.keeper = "keeper";
    settings.make_root = [&](const std::filesystem::path& file) {
      return crypto::create_root_with_passphrase(files_, random_, file, Plaintext::copy_of("a passphrase for tests"),
                                                 {1, std::size_t{8} << 20});
    };
    ASSERT_TRUE(Office::create(settings, clock_, random_));
    secrets_.passphrase = Plaintext::copy_of("a passphrase for tests");
    auto opened = Office::open({settings.folder, &secrets_, {}}, clock_, random_);
    ASSERT_TRUE(opened) << opened.error().text();
    office_ = std::move(*opened);
    for (const char* name : {"Aoife", "Jan", "Folasade", "Gwen"}) add(name, name == std::string_view("Folasade"));
    for (const std::uint64_t person : {1U, 2U, 3U}) hold(PersonId{person}, {Field::kSurname, Field::kForenames});
    clock_.advance(std::chrono::hours(1));
    ScopeRequest scope;
    scope.holders = {"principal:Harrow"};
    scope.from = clock_.now() - std::chrono::minutes(30);
    scope.to = clock_.now() + std::chrono::hours(100);
    scope.why = "test";
    const auto incident = open_incident(*office_, dpo_, scope, "the supplier rang us", clock_.now());
    ASSERT_TRUE(incident) << incident.error().text();
    incident_ = *incident;
  }

  void add(const char* forename, bool risk) {
    roll::NewPerson person;
    if (const std::string mail = address(forename); !mail.empty())
      person.values.emplace(Field::kEmail, Plaintext::copy_of(mail));
    person.values.emplace(Field::kSurname, Plaintext::copy_of("Example"));
    person.values.emplace(Field::kForenames, Plaintext::copy_of(forename));
    person.values.emplace(Field::kRank, Plaintext::copy_of("Constable"));
    person.values.emplace(Field::kPayNumber, Plaintext::copy_of(std::string("PAY-") + forename));
    person.notice_risk = risk;
    const auto added = office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY(office_->vault().add(write, person, PrincipalId{1}, "test"));
      return {};
    });
    ASSERT_TRUE(added) << added.error().text();
  }

  // Of the person of that forename; empty: none on the roll.
  virtual std::string address(const std::string&) const { return ""; }

  void hold(PersonId person, FieldSet fields) {
    const auto held = office_->clerk().submit([&](ledger::Write& write) -> Result<void> {
      const EntryIndex entry =
          write.append(ledger::Detail{.act = ledger::Act::kCustodyOpened, .person = person, .fields = fields});
      custody::Interval copy;
      copy.person = person;
      TRY_ASSIGN(copy.holder, office_->book().holder(write, custody::HolderKind::kPrincipal, "Harrow", entry));
      copy.fields = fields;
      copy.form = custody::Form::kOpened;
      copy.from = write.now();
      copy.opened_by = entry;
      TRY(office_->book().open(write, copy));
      return {};
    });
    ASSERT_TRUE(held) << held.error().text();
  }

  Result<NoticesWritten> write() {
    incident::LetterFacts facts;
    facts.what_happened = "A printer was attacked.";
    OwnFiles files;
    return write_notices(*office_, dpo_, incident_, facts, out(), files, no_progress());
  }
  std::filesystem::path out() const { return folder_.path() / "letters"; }

  TemporaryFolder folder_;
  SystemFiles files_;
  SystemRandom random_;
  ManualClock clock_{*parse_instant("2026-11-22T09:30:00Z")};
  crypto::RootSecrets secrets_;
  std::unique_ptr<Office> office_;
  access::Actor dpo_{PrincipalId{1}, "dpo", {access::Role::kDpo}};
  IncidentId incident_;
};

}  // namespace tipstaff::office::test
