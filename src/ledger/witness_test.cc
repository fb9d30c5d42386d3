#include "ledger/witness.h"

#include <gtest/gtest.h>

#include "ledger/tiles.h"
#include "test_support.h"

namespace tipstaff::ledger {
namespace {

// A ledger whose every size can be shown, and that can be forked.
class Ledger {
 public:
  explicit Ledger(NoteSigner signer) : signer_(std::move(signer)) {}
  void grow_to(std::uint64_t size, const std::string& story = "") {
    while (leaves_.size() < size) leaves_.push_back(leaf_hash(as_bytes(story + std::to_string(leaves_.size()))));
  }
  void cut_to(std::size_t size) { leaves_.resize(size); }
  std::string checkpoint(std::uint64_t size) const {
    return sign_checkpoint({signer_.name, size, *tree_root(size, reader()), {}}, signer_);
  }
  HashReader reader() const {
    return [this](Node node) -> Result<Hash> {
      TreeBuilder part;
      std::vector<Tile> ignored;
      for (std::uint64_t i = node.index << node.level; i < (node.index + 1) << node.level; ++i)
        part.append(leaves_.at(i), ignored);
      return part.root();
    };
  }
  std::string request(std::uint64_t old_size, std::uint64_t size) const {
    return format_add_checkpoint({old_size, *consistency_proof(old_size, size, reader()), checkpoint(size)});
  }

 private:
  NoteSigner signer_;
  std::vector<Hash> leaves_;
};

class WitnessTest : public ::testing::Test {
 protected:
  NoteSigner signer(std::string name, NoteKeyType type) {
    return {std::move(name), type, crypto::new_ed25519_key(random_)};
  }
  static NoteSigner copy(const NoteSigner& s) { return {s.name, s.type, {s.key.seed.clone(), s.key.public_key}}; }
  void start() { witness_ = *Witness::open(files_, clock_, folder_.path(), copy(witness_key_), {log_key_.verifier()}); }
  void SetUp() override {
    start();
    ledger_.grow_to(20);
  }
  WitnessAnswer ask(const std::string& body) { return witness_->add_checkpoint(as_bytes(body)); }
  WitnessPost post() {
    return [this](const std::string& body) -> Result<WitnessAnswer> {
      ++posts_;
      return ask(body);
    };
  }

  SystemRandom random_;
  SystemFiles files_;
  test::TemporaryFolder folder_;
  ManualClock clock_{*parse_instant("2026-11-22T09:30:00Z")};
  NoteSigner log_key_ = signer("ledger.example", NoteKeyType::kEd25519);
  NoteSigner witness_key_ = signer("witness.example", NoteKeyType::kCosignature);
  Ledger ledger_{copy(log_key_)};
  std::unique_ptr<Witness> witness_;
  int posts_ = 0;
};

TEST_F(WitnessTest, CosignsWhatFollows) {
  const WitnessAnswer first = ask(ledger_.request(0, 7));
  ASSERT_EQ(first.status, 200) << first.body;
  const std::string both = *with_cosignature(ledger_.checkpoint(7), first.body, witness_key_.verifier());
  const auto seen = *cosignatures(as_bytes(both), {witness_key_.verifier()});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at, clock_.now());
  EXPECT_EQ(ask(ledger_.request(7, 20)).status, 200);
  EXPECT_EQ(ask(ledger_.request(20, 20)).status, 200);  // asked again
}

TEST_F(WitnessTest, StatesTheSizeItKnows) {
  ASSERT_EQ(ask(ledger_.request(0, 7)).status, 200);
  for (const std::uint64_t old : {0U, 3U, 8U}) {
    const WitnessAnswer answer = ask(ledger_.request(old, 20));
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.content_type, kSizeContentType);
    EXPECT_EQ(answer.body, "7\n");
  }
  start();  // it remembers
  EXPECT_EQ(ask(ledger_.request(0, 20)).body, "7\n");
  EXPECT_EQ(ask(ledger_.request(7, 20)).status, 200);
}

TEST_F(WitnessTest, NeverGoesBackAndNeverForks) {
  ASSERT_EQ(ask(ledger_.request(0, 12)).status, 200);
  EXPECT_EQ(ask(ledger_.request(7, 9)).status, 409);                                   // back
  EXPECT_EQ(ask(format_add_checkpoint({12, {}, ledger_.checkpoint(9)})).status, 400);  // back, saying so
  ledger_.cut_to(10);
  ledger_.grow_to(20, "another story ");
  const WitnessAnswer conflict = ask(ledger_.request(12, 12));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(ask(ledger_.request(12, 20)).status, 422);
  EXPECT_EQ(ask(format_add_checkpoint({12, {}, ledger_.checkpoint(20)})).status, 422);
  int evidence = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder_.path()))
    if (file.path().extension() == ".conflict") {
      EXPECT_TRUE(open_checkpoint(*files_.read(file.path()), log_key_.verifier()));
      ++evidence;
    }
  EXPECT_EQ(evidence, 1);
}

TEST_F(WitnessTest, ServesKnownLedgersAndTheirKeysOnly) {
  Ledger stranger(signer("stranger.example", NoteKeyType::kEd25519));
  stranger.grow_to(3);
  EXPECT_EQ(ask(stranger.request(0, 3)).status, 404);
  Ledger impostor(signer("ledger.example", NoteKeyType::kEd25519));
  impostor.grow_to(3);
  EXPECT_EQ(ask(impostor.request(0, 3)).status, 403);
  std::string altered = ledger_.request(0, 3);
  altered.replace(altered.find("\n3\n"), 3, "\n4\n");
  EXPECT_EQ(ask(altered).status, 403);
  EXPECT_FALSE(Witness::open(files_, clock_, folder_.path(), copy(log_key_), {}));
  EXPECT_FALSE(Witness::open(files_, clock_, folder_.path(), copy(witness_key_), {witness_key_.verifier()}));
}

TEST_F(WitnessTest, HostileRequestsAreRefused) {
  const std::string good = ledger_.request(0, 3);
  const std::string note = ledger_.checkpoint(3);
  const std::string hash = base64(empty_root()) + "\n";
  for (const std::string& bad : std::vector<std::string>{
           "", "old", "old \n\n" + note, "old -1\n\n" + note, "old 00\n\n" + note, "old 0 \n\n" + note,
           "new 0\n\n" + note, "old 18446744073709551616\n\n" + note, "old 0\n" + note, "old 0\nAAAA\n\n" + note,
           "old 0\n\n", "old 0\r\n\r\n" + note, "old 4\n\n" + note, "old 0\n\n" + note + "x"})
    EXPECT_EQ(ask(bad).status, 400) << bad;
  std::string many = "old 0\n";
  for (std::size_t i = 0; i <= kMostProofLines; ++i) many += hash;
  EXPECT_EQ(ask(many + "\n" + note).status, 400);
  EXPECT_EQ(ask("old 0\n" + hash + "\n" + note).status, 422);
  EXPECT_EQ(ask(std::string(kLargestNoteBytes + 1, 'a')).status, 400);
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_NE(ask(good.substr(0, size)).status, 200) << size;
  EXPECT_EQ(ask(good).status, 200);
}

TEST_F(WitnessTest, AnAlteredRecordStopsIt) {
  ASSERT_EQ(ask(ledger_.request(0, 7)).status, 200);
  std::filesystem::path record;
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) record = file.path();
  const Bytes good = *files_.read(record);
  ASSERT_TRUE(files_.replace(record, as_bytes(ledger_.checkpoint(3))));  // real, but never cosigned
  start();
  EXPECT_EQ(ask(ledger_.request(3, 20)).status, 500);
  Bytes altered = good;
  altered[altered.size() - 10] ^= 1;
  ASSERT_TRUE(files_.replace(record, altered));
  EXPECT_EQ(ask(ledger_.request(7, 20)).status, 500);
  ASSERT_TRUE(files_.replace(record, good));
  EXPECT_EQ(ask(ledger_.request(7, 20)).status, 200);
}

class FullDisk : public SystemFiles {
 public:
  Result<void> replace(const std::filesystem::path&, ByteView, unsigned) override {
    return fail(Code::kStorage, "disk full");
  }
};

TEST_F(WitnessTest, WhatItCannotRememberItDoesNotCosign) {
  FullDisk full;
  const auto forgetful = *Witness::open(full, clock_, folder_.path(), copy(witness_key_), {log_key_.verifier()});
  EXPECT_EQ(forgetful->add_checkpoint(as_bytes(ledger_.request(0, 7))).status, 500);
  EXPECT_EQ(forgetful->add_checkpoint(as_bytes(ledger_.request(0, 9))).status, 500);  // still nothing known
}

TEST_F(WitnessTest, TheLedgerAsksFromWhereTheWitnessStands) {
  std::uint64_t known = 0;
  const auto cosign = [&](std::uint64_t size) {
    return ask_witness(ledger_.checkpoint(size), size, ledger_.reader(), witness_key_.verifier(), known, post());
  };
  const auto first = cosign(5);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(cosignatures(as_bytes(first->checkpoint), {witness_key_.verifier()})->size(), 1U);
  EXPECT_EQ(first->witness, "witness.example");
  EXPECT_EQ(first->at, clock_.now());
  EXPECT_EQ(known, 5U);
  known = 0;  // the ledger forgot
  posts_ = 0;
  EXPECT_TRUE(cosign(13));
  EXPECT_EQ(posts_, 2);
  EXPECT_TRUE(cosign(13));
  EXPECT_EQ(cosign(9).error().code(), Code::kTampered);  // put back to a backup
  known = 0;
  EXPECT_EQ(cosign(9).error().code(), Code::kTampered);
  ledger_.cut_to(8);
  ledger_.grow_to(20, "another story ");
  known = 13;
  EXPECT_EQ(cosign(20).error().code(), Code::kTampered);
  EXPECT_EQ(cosign(13).error().code(), Code::kTampered);

  const auto from = [&](WitnessAnswer answer) {
    known = 13;
    return ask_witness(ledger_.checkpoint(20), 20, ledger_.reader(), witness_key_.verifier(), known,
                       [&](const std::string&) -> Result<WitnessAnswer> { return answer; })
        .error()
        .code();
  };
  EXPECT_EQ(from({404, "", ""}), Code::kUnauthorised);
  EXPECT_EQ(from({503, "", ""}), Code::kUnavailable);
  EXPECT_EQ(from({409, "", "nonsense"}), Code::kUnavailable);
  EXPECT_EQ(from({200, "", "nonsense\n"}), Code::kInvalid);
}

}  // namespace
}  // namespace tipstaff::ledger
