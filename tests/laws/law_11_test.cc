// Law 11: no plaintext at rest outside the vault's sealed form. After a whole story every file that it left is searched
// for every value of every person, as UTF-8 and as UTF-16, and so is every sentence of a refusal. What a press prints
// into its folder is a disk copy in custody, the only exception.
#include <sys/resource.h>

#include <fstream>

#include "office/breach.h"
#include "office/erasure.h"
#include "office/import.h"
#include "office/principals.h"
#include "office_fixture.h"

namespace tipstaff::test {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kPeople = 6;
const Progress kSilent = [](const auto&) {};

std::vector<std::string> needles(const TestPerson& person) {
  std::vector<std::string> out;
  for (const std::string& value :
       {person.surname, person.forenames, person.warrant_number, person.pay_number, person.vetting_level}) {
    std::string little, big, lower;
    for (const char c : value) {
      little += {c, '\0'};
      big += {'\0', c};
      lower += static_cast<char>(std::tolower(c));
    }
    for (const std::string& form : {value, little, big, lower, base64(as_bytes(value)), hex(as_bytes(value))})
      out.push_back(form);
  }
  return out;
}

class Law11 : public ::testing::Test {
 protected:
  TestForce force{{.people = 0}};
  fs::path input = force.folder.path() / "input", out = force.folder.path() / "press-bureau-1" / "out";
  std::vector<std::string> needles_;
  std::vector<std::string> sentences;

  template <class T>
  void refused(const Result<T>& result) {
    ASSERT_FALSE(result);
    sentences.push_back(result.error().text());
  }

  bool holds_a_value(std::string_view bytes) const {
    return std::ranges::any_of(needles_,
                               [&](const std::string& needle) { return bytes.find(needle) != std::string_view::npos; });
  }

  fs::path write_csv(std::string_view name, std::size_t from, std::size_t count, std::string_view more = "") {
    fs::create_directories(input);
    std::ofstream file(input / name);
    file << "Surname,Forenames,Rank,Unit,Warrant number,Pay number,Vetting level\n";
    for (std::size_t i = from; i < from + count; ++i) {
      const TestPerson p = invent(i);
      for (std::string& needle : needles(p)) needles_.push_back(std::move(needle));
      file << fmt::format("{},{},{},{},{},{},{}\n", p.surname, p.forenames, p.rank, p.unit, p.warrant_number,
                          p.pay_number, p.vetting_level);
    }
    file << more;
    return input / name;
  }
  Result<void> import(const fs::path& csv) {
    office::ImportSettings settings;
    settings.csv = csv;
    settings.keep = {{Field::kPayNumber, "a test"}, {Field::kVettingLevel, "a test"}};
    TRY_ASSIGN(const auto import, office::Import::stage(*force.office, force.registrar, settings, kSilent));
    TRY(import->compare(kSilent));
    for (const roll::Problem& problem : import->report().problems)
      sentences.push_back(problem.column + ": " + problem.reason);
    search("while an import is staged");
    return import->apply({}, kSilent);
  }

  void search(const std::string& when) {
    std::size_t files = 0;
    for (const auto& file : fs::recursive_directory_iterator(force.folder.path())) {
      const auto under = [&](const fs::path& folder) { return file.path().string().starts_with(folder.string()); };
      if (!file.is_regular_file() || under(input) || under(out)) continue;
      const Bytes content = must(force.files.read(file.path()));
      EXPECT_FALSE(holds_a_value(as_text(content))) << file.path() << ' ' << when;
      EXPECT_FALSE(holds_a_value(file.path().string())) << when;
      ++files;
    }
    EXPECT_GE(files, 6U);
  }

  void tell_the_story() {
    must(import(write_csv("people.csv", 0, kPeople)));
    refused(import(write_csv("twice.csv", 20, 2, "Thistleaaa,Rowanaaa,Constable,X,W410020,PAYNO730020,x\n")));
    refused(import(write_csv("odd.csv", 30, 1,
                             "Thistle\x01"
                             "aaa,Rowanaaa,Constable,X,W410031,PAYNO730031,x\n")));
    refused(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      TRY(force.office->vault().add(write, TestForce::as_new(invent(0)), force.registrar.id, "a test"));
      return {};
    }));
    for (const auto& [id, stored] : force.office->vault().people().all()) force.people.push_back(PersonId{id});
    ASSERT_EQ(force.people.size(), kPeople);

    const auto made = force.queue_cards({force.people[0], force.people[1], force.people[2]});
    auto link = force.link(force.bureau);
    const auto agent =
        must(press::Agent::open(force.files, force.clock, force.bureau.home, force.bureau.identity, link));
    press::FolderPrinter printer(force.files, out);
    press::RunSettings settings;
    settings.first_stock = "NM-0000001";
    EXPECT_EQ(agent->run(printer, settings).printed, 3U);
    refused(office::erase_person(*force.office, force.dpo, force.people[0]));
    must(office::erase_person(*force.office, force.dpo, force.people[4]));
    must(office::complete_erasures(*force.office, force.dpo));
    refused(office::preview_card(*force.office, force.sponsor, force.people[1], "warrant card"));
    office::ScopeRequest scope;
    scope.holders = {fmt::format("press:{}", kBureau)};
    scope.from = kStart - hours(1);
    const IncidentId incident =
        must(office::open_incident(*force.office, force.security, scope, "a test", force.clock.now()));
    must(office::exposure(*force.office, force.security, incident));
    must(office::contain(*force.office, force.security, incident));
  }
};

TEST_F(Law11, NoFileHoldsAValue) {
  tell_the_story();
  search("while the office is open");
  force.close();
  search("when it is closed");
  // The search can find something: what went in, and what was printed is there.
  EXPECT_TRUE(holds_a_value(as_text(must(force.files.read(input / "people.csv")))));
  EXPECT_FALSE(fs::is_empty(out));
}

TEST_F(Law11, NoRefusalRepeatsAValue) {
  tell_the_story();
  // A tampered ciphertext: the sentence names the field and the number, not the value.
  force.close();
  must(force.raw_store()->run(
      "UPDATE person_blob SET body = (SELECT body FROM person_blob WHERE person = 2) WHERE person = 3"));
  force.open();
  roll::SealedPerson sealed;
  const auto durable = must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
    TRY_ASSIGN(sealed, force.office->vault().fetch(write.db(), PersonId{3}));
    write.append_read({.act = ledger::Act::kRead, .person = PersonId{3}, .fields = {Field::kSurname}});
    return {};
  }));
  refused(force.office->vault().reveal(durable, sealed, {Field::kSurname}));
  EXPECT_GE(sentences.size(), 6U);
  for (const std::string& sentence : sentences) EXPECT_FALSE(holds_a_value(sentence)) << sentence;
}

}  // namespace
}  // namespace tipstaff::test
