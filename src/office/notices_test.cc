#include "office/notices.h"

#include <boost/json.hpp>

#include "crypto/hash.h"
#include "ledger/archive.h"
#include "ledger/checkpoint.h"
#include "office/proof.h"
#include "office/test_notices.h"

namespace tipstaff::office {
namespace {

using test::Notices;

TEST_F(Notices, NeedADecision) {
  const auto refused = write();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::kRefused);
  EXPECT_FALSE(std::filesystem::exists(out()));
  access::Actor other{PrincipalId{1}, "other", {access::Role::kIssuer}};
  EXPECT_FALSE(decide_notify(*office_, other, incident_, true, "grave"));
}

TEST_F(Notices, GoToEachOnceAndThenTellOnlyWhatIsNew) {
  ASSERT_TRUE(decide_notify(*office_, dpo_, incident_, true, "grave"));
  auto done = write();
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->written, 2U);
  EXPECT_EQ(done->held_back, 1U);
  EXPECT_TRUE(std::filesystem::exists(out() / "PERSON-1.pdf"));
  EXPECT_FALSE(std::filesystem::exists(out() / "PERSON-3.pdf")) << "held back for a human";
  EXPECT_FALSE(std::filesystem::exists(out() / "PERSON-4.eml")) << "nothing of hers was held";
  EXPECT_EQ(std::filesystem::status(out() / "PERSON-2.eml").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const Bytes mail = *files_.read(out() / "PERSON-1.eml");
  EXPECT_NE(as_text(mail).find("Aoife Example"), std::string_view::npos);
  EXPECT_EQ(as_text(mail).find("PAY-"), std::string_view::npos);
  const auto holder = office_->book().holder_named(custody::HolderKind::kHost, "notices");
  ASSERT_TRUE(holder);
  EXPECT_EQ(office_->book().of_holder(*holder).size(), 2U);

  done = write();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->written, 0U);
  EXPECT_EQ(done->unchanged, 3U);

  hold(PersonId{1}, {Field::kPhoto});
  done = write();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->written, 1U);
  const Bytes more = *files_.read(out() / "PERSON-1-notice-4.eml");
  EXPECT_NE(as_text(more).find("photograph"), std::string_view::npos);
  EXPECT_EQ(as_text(more).find("Your name: surname"), std::string_view::npos) << "a supplement, not a repeat";
}

TEST_F(Notices, PostedLettersEndTheirCopiesOnTheWordOfWhoPostedThem) {
  ASSERT_TRUE(decide_notify(*office_, dpo_, incident_, true, "grave"));
  ASSERT_TRUE(write());
  const HolderId holder = *office_->book().holder_named(custody::HolderKind::kHost, "notices");
  EXPECT_FALSE(letters_posted(*office_, dpo_, incident_, ""));
  access::Actor other{PrincipalId{1}, "other", {access::Role::kIssuer}};
  EXPECT_FALSE(letters_posted(*office_, other, incident_, "posted"));
  EXPECT_EQ(office_->book().of_holder(holder).end(0), custody::End::kOpen);
  const auto posted = letters_posted(*office_, dpo_, incident_, "two bags, receipt 7741");
  ASSERT_TRUE(posted) << posted.error().text();
  EXPECT_EQ(*posted, 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(office_->book().of_holder(holder).end(i), custody::End::kOnWord);
  EXPECT_EQ(*letters_posted(*office_, dpo_, incident_, "again"), 0U);
  const auto done = write();  // posted is told: nobody hears twice
  ASSERT_TRUE(done);
  EXPECT_EQ(done->written, 0U);
  for (const auto& [id, stored] : office_->incidents().notices.all())
    EXPECT_EQ(stored.value.state == incident::NoticeRow::State::kHeldBack, stored.value.person == PersonId{3});
}

// Only what the JSON holds, RFC 6962 and SHA-256: as anybody could check it.
TEST_F(Notices, ProofOfOnePersonVerifiesByItself) {
  const auto text = prove_person(*office_, dpo_, incident_, PersonId{2});
  ASSERT_TRUE(text) << text.error().text();
  const auto json = boost::json::parse(*text).as_object();
  EXPECT_EQ(json.at("grade").as_string(), "certain");
  EXPECT_FALSE(json.contains("statement"));
  const auto key = ledger::parse_vkey(std::string_view(json.at("ledger_key").as_string()));
  const auto checkpoint = ledger::open_checkpoint(as_bytes(std::string_view(json.at("checkpoint").as_string())), *key);
  ASSERT_TRUE(checkpoint);
  ASSERT_FALSE(json.at("entries").as_array().empty());
  for (const auto& value : json.at("entries").as_array()) {
    const auto& entry = value.as_object();
    const auto bytes = [&](const char* name) { return *from_hex(std::string_view(entry.at(name).as_string())); };
    Bytes committed = bytes("nonce");
    append(committed, bytes("detail"));
    const Bytes leaf = bytes("leaf");
    const Hash commitment = crypto::sha256(committed);
    ASSERT_EQ(leaf.size(), 41U);
    EXPECT_TRUE(std::equal(commitment.begin(), commitment.end(), leaf.begin() + 9));
    ledger::Proof path;
    for (const auto& hash : entry.at("path").as_array())
      path.push_back(*to_hash(*from_hex(std::string_view(hash.as_string()))));
    const auto index = entry.at("index").to_number<std::uint64_t>();
    EXPECT_TRUE(ledger::verify_inclusion(ledger::leaf_hash(leaf), index, checkpoint->size, path, checkpoint->root));
    EXPECT_FALSE(
        ledger::verify_inclusion(ledger::leaf_hash(leaf), index + 1, checkpoint->size, path, checkpoint->root));
    EXPECT_EQ(ledger::decode_detail(bytes("detail"))->person, PersonId{2});
  }
}

TEST_F(Notices, ExcludedIsASignedStatementThatSaysSo) {
  const auto text = prove_person(*office_, dpo_, incident_, PersonId{4});
  ASSERT_TRUE(text) << text.error().text();
  const auto json = boost::json::parse(*text).as_object();
  const auto key = ledger::parse_vkey(std::string_view(json.at("ledger_key").as_string()));
  const auto note = ledger::parse_note(as_bytes(std::string_view(json.at("statement").as_string())));
  ASSERT_TRUE(note);
  EXPECT_TRUE(ledger::verify_note(*note, *key));
  EXPECT_NE(note->text.find("It is not a proof."), std::string::npos);
  EXPECT_NE(note->text.find("grade excluded"), std::string::npos);
  EXPECT_FALSE(ledger::open_checkpoint(as_bytes(std::string_view(json.at("statement").as_string())), *key))
      << "no statement passes for a checkpoint";
  EXPECT_FALSE(prove_person(*office_, dpo_, incident_, PersonId{99}));
}

}  // namespace
}  // namespace tipstaff::office
