// A subject access export: everything, for the right person, on record; and refused by every other route.
#include <fmt/format.h>

#include <boost/json.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "crypto/hash.h"
#include "laws/office_fixture.h"
#include "office/backup.h"
#include "office/backup_file.h"
#include "office/erasure.h"
#include "office/known_copies.h"
#include "office/people.h"
#include "office/subject.h"
#include "office/two_people.h"

namespace tipstaff::test {
namespace {

class Subject : public ::testing::Test {
 protected:
  TestForce force{{.people = 3, .protected_people = {2}}};

  void grant(const access::Actor& to, std::uint32_t classes, bool covers_protected = false) {
    must(force.office->clerk().submit([&](ledger::Write& write) -> Result<void> {
      access::Grant row{to.id, classes, {}, office::kSubjectAccess, kEver, force.keeper.id, covers_protected};
      const EntryIndex entry = write.append({.act = ledger::Act::kGrantGiven});
      return force.office->access().grants.put(write, force.office->access().grants.next_id(), row, entry);
    }));
  }
};

// What another program reads on the pages.
std::string words_of(const Plaintext& pdf) {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "a.pdf", std::ios::binary) << pdf.reveal_text();
  const std::string paths = fmt::format("'{0}/a.pdf' '{0}/a.txt'", folder.path().string());
  EXPECT_EQ(std::system(("pdftotext " + paths).c_str()), 0);
  std::ifstream in(folder.path() / "a.txt");
  return {std::istreambuf_iterator<char>(in), {}};
}

constexpr std::uint32_t kEverything = 0b111110;

TEST_F(Subject, HasAllOfOnePersonAndNothingOfAnother) {
  const auto made = force.queue_cards({force.people[0], force.people[1]});
  auto link = force.link(force.bureau);
  for (const std::uint64_t item : made.outside) {
    must(link.locked(force.item(item).id));
    must(link.release(force.item(item).id));
  }
  grant(force.dpo, kEverything);
  const auto before = force.office->book().of_person(force.people[0], true).size();
  const office::SubjectExport out = must(office::export_person(*force.office, force.dpo, force.people[0]));
  EXPECT_NE(words_of(out.pdf).find(invent(0).surname), std::string::npos);
  EXPECT_EQ(words_of(out.pdf).find(invent(1).surname), std::string::npos);
  const boost::json::value json = boost::json::parse(out.json.reveal_text());
  const TestPerson person = invent(0);
  const auto& fields = json.at("fields").as_object();
  for (const auto& [name, value] :
       {std::pair{"surname", person.surname}, std::pair{"forenames", person.forenames},
        std::pair{"pay_number", person.pay_number}, std::pair{"vetting_level", person.vetting_level},
        std::pair{"warrant_number", person.warrant_number}}) {
    EXPECT_EQ(fields.at(name).as_string(), value);
    EXPECT_NE(out.text.reveal_text().find(value), std::string_view::npos);
  }
  EXPECT_EQ(must(from_base64(std::string_view(fields.at("photo").as_string()))), to_bytes(flat_photo().reveal()));
  EXPECT_EQ(json.at("protected").as_bool(), false);
  const auto& copies = json.at("copies").as_array();
  EXPECT_EQ(copies.size(), 3U);  // locked and opened at the bureau, and this one
  EXPECT_EQ(
      std::ranges::count_if(copies, [](const auto& copy) { return copy.at("holder").as_string() == "press:bureau-1"; }),
      2);
  bool artwork = false, access = false;
  for (const auto& entry : json.at("record").as_array()) {
    artwork = artwork || entry.at("purpose").as_string() == "card artwork";
    access = access || entry.at("purpose").as_string() == "subject access";
    EXPECT_EQ(std::string_view(entry.at("roles").as_string()).find("issuer-"), std::string_view::npos);
  }
  EXPECT_TRUE(artwork);
  EXPECT_TRUE(access);
  for (const Plaintext* text : {&out.json, &out.text})
    for (const std::string& value : {invent(1).surname, invent(1).warrant_number, invent(2).surname})
      EXPECT_EQ(text->reveal_text().find(value), std::string_view::npos);
  // The files are a copy of the dpo's, which forbids erasure until it has ended.
  EXPECT_EQ(force.office->book().of_person(force.people[0], true).size(), before + 1);
}

TEST_F(Subject, IsRefusedWithoutRoleGrantOrSecondApprover) {
  EXPECT_EQ(code_of(office::export_person(*force.office, force.dpo, force.people[0])), Code::kRefused);
  grant(force.auditor, kEverything, true);
  EXPECT_EQ(code_of(office::export_person(*force.office, force.auditor, force.people[0])), Code::kRefused);
  grant(force.dpo, 0b10);  // identity only: an export is everything
  EXPECT_EQ(code_of(office::export_person(*force.office, force.dpo, force.people[0])), Code::kRefused);
  grant(force.dpo, kEverything);
  const auto refused = office::export_person(*force.office, force.dpo, force.people[2]);  // protected
  EXPECT_EQ(code_of(refused), Code::kRefused);
  EXPECT_EQ(force.office->book().of_person(force.people[2], false).size(), 0U);
  // By two people it is given.
  const std::uint64_t proposal = must(office::propose(
      *force.office, force.security, office::ProtectedGrant{"dpo", office::kSubjectAccess, kEverything, hours(24)}));
  must(office::decide(*force.office, force.second_security, proposal, true));
  const office::SubjectExport out = must(office::export_person(*force.office, force.dpo, force.people[2]));
  EXPECT_TRUE(boost::json::parse(out.json.reveal_text()).at("protected").as_bool());
  EXPECT_EQ(code_of(office::export_person(*force.office, force.dpo, PersonId{99})), Code::kNotFound);
}

TEST_F(Subject, ItsCopyEndsWithEvidenceAndThenThePersonCanBeErased) {
  grant(force.dpo, kEverything);
  must(office::export_person(*force.office, force.dpo, force.people[0]));
  EXPECT_EQ(code_of(office::erase_person(*force.office, force.dpo, force.people[0])), Code::kRefused);
  const CustodyId copy = must(office::copies_of(*force.office, force.dpo, force.people[0])).at(0).id;
  EXPECT_EQ(code_of(office::close_copy(*force.office, force.sponsor, copy, "handed over")), Code::kRefused);
  EXPECT_EQ(code_of(office::close_copy(*force.office, force.dpo, copy, "")), Code::kUsage);
  EXPECT_EQ(code_of(office::close_copy(*force.office, force.dpo, CustodyId{99}, "handed over")), Code::kNotFound);
  must(office::close_copy(*force.office, force.dpo, copy, "handed over in person, files shredded"));
  EXPECT_EQ(force.office->book().find(copy)->end, custody::End::kOnWord);
  EXPECT_EQ(code_of(office::close_copy(*force.office, force.dpo, copy, "again")), Code::kRefused);
  must(office::erase_person(*force.office, force.dpo, force.people[0]));
  EXPECT_EQ(code_of(office::export_person(*force.office, force.dpo, force.people[0])), Code::kNotFound);
}

// What the files are known by is on record, told to who may see custody, and goes with the person (law 9).
TEST_F(Subject, ItsFilesAreKnownUntilThePersonIsErased) {
  grant(force.dpo, kEverything);
  const office::SubjectExport out = must(office::export_person(*force.office, force.dpo, force.people[0]));
  must(office::export_person(*force.office, force.dpo, force.people[1]));
  const auto known = [&](const access::Actor& who, ByteView file) -> std::optional<office::KnownCopy> {
    const office::KnownCopies copies = office::known_copies(*force.office, who);
    const auto found = copies.files.find(hex(crypto::sha256(file)));
    return found == copies.files.end() ? std::nullopt : std::optional(found->second);
  };
  for (int opened = 0; opened < 2; ++opened) {
    for (const Plaintext* file : {&out.json, &out.text, &out.pdf}) {
      const auto copy = known(force.dpo, file->reveal());
      ASSERT_TRUE(copy);
      EXPECT_FALSE(copy->gone || copy->sealed);
      EXPECT_EQ(copy->words.find("a subject access export held by principal:dpo since 2"), 0U) << copy->words;
      EXPECT_FALSE(known(force.sponsor, file->reveal())) << "told to a sponsor";
      EXPECT_FALSE(known(force.keeper, file->reveal())) << "told to a keeper";
      EXPECT_EQ(known(force.auditor, file->reveal())->words, copy->words);
    }
    force.open();
  }
  const CustodyId copy = must(office::copies_of(*force.office, force.dpo, force.people[0])).at(0).id;
  must(office::close_copy(*force.office, force.dpo, copy, "handed over in person, files shredded"));
  EXPECT_TRUE(known(force.dpo, out.json.reveal())->gone);
  EXPECT_NE(known(force.dpo, out.json.reveal())->words.find("recorded as gone on"), std::string::npos);
  const auto hashes = [&] {
    std::size_t count = 0;
    for (const auto& [id, stored] : force.office->keeping().made_files.all()) count += stored.value.hashes.size();
    return count;
  };
  EXPECT_EQ(hashes(), 6U);
  must(office::erase_person(*force.office, force.dpo, force.people[0]));
  for (const Plaintext* file : {&out.json, &out.text, &out.pdf}) EXPECT_FALSE(known(force.dpo, file->reveal()));
  EXPECT_EQ(hashes(), 3U) << "those of the other person's files stay";
}

TEST_F(Subject, ABackupIsKnownByItsSaltToItsKeeperToo) {
  const std::filesystem::path file = force.folder.path() / "kept.backup";
  OwnFiles files;
  must(office::make_backup(*force.office, force.keeper, files, file));
  const office::BackupHeader header = must(office::read_backup_header(file));
  for (const access::Actor& who : {force.keeper, force.dpo, force.auditor, force.security}) {
    const office::KnownCopies known = office::known_copies(*force.office, who);
    ASSERT_EQ(known.backups.size(), 1U) << who.name;
    const office::KnownCopy& copy = known.backups.at(hex(header.salt));
    EXPECT_TRUE(copy.sealed && !copy.gone);
    EXPECT_EQ(known.force_id, header.force_id);
  }
  EXPECT_TRUE(office::known_copies(*force.office, force.sponsor).backups.empty());
  EXPECT_EQ(force.office->clerk().size(), header.ledger_size) << "making it wrote behind its own end";
  must(office::destroy_backup(*force.office, force.keeper, 1, "the tape was shredded"));
  EXPECT_TRUE(office::known_copies(*force.office, force.keeper).backups.at(hex(header.salt)).gone);
}

TEST_F(Subject, APressesCopyIsNotEndedByWords) {
  const auto made = force.queue_cards({force.people[0]});
  auto link = force.link(force.bureau);
  must(link.locked(force.item(made.outside[0]).id));
  must(link.release(force.item(made.outside[0]).id));
  EXPECT_EQ(code_of(office::close_copy(*force.office, force.dpo, force.item(made.outside[0]).opened, "they said so")),
            Code::kRefused);
}

}  // namespace
}  // namespace tipstaff::test
