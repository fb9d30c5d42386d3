#include "http/witness_routes.h"

#include <gtest/gtest.h>

#include "http/test_office.h"
#include "ledger/tiles.h"
#include "test_support.h"

namespace tipstaff::http {
namespace {

struct Leaves {
  std::vector<Hash> all;
  explicit Leaves(std::size_t count, std::uint8_t story = 0) {
    for (std::size_t i = 0; i < count; ++i)
      all.push_back(ledger::leaf_hash(Bytes{story, static_cast<std::uint8_t>(i)}));
  }
  ledger::HashReader reader() const {
    return [this](ledger::Node node) -> Result<Hash> {
      ledger::TreeBuilder part;
      std::vector<ledger::Tile> ignored;
      for (std::uint64_t i = node.index << node.level; i < (node.index + 1) << node.level; ++i)
        part.append(all.at(i), ignored);
      return part.root();
    };
  }
};

TEST(WitnessRoutes, CosignOverTlsAndRefuseAnotherHistory) {
  SystemRandom random;
  SystemFiles files;
  test::Office pki;
  const tipstaff::test::TemporaryFolder folder;
  const ledger::NoteSigner log{"ledger.example", ledger::NoteKeyType::kEd25519, crypto::new_ed25519_key(random)};
  ledger::NoteSigner own{"witness.example", ledger::NoteKeyType::kCosignature, crypto::new_ed25519_key(random)};
  const ledger::VerifierKey key = own.verifier();
  const auto witness = *ledger::Witness::open(files, pki.clock, folder.path(), std::move(own), {log.verifier()});
  pki.serve(witness_handler(*witness));
  const auto client = pki.client();

  std::uint64_t known = 0;
  const auto ask = [&](const Leaves& leaves, std::uint64_t size) {
    const auto read = leaves.reader();
    const std::string checkpoint = ledger::sign_checkpoint({log.name, size, *ledger::tree_root(size, read), {}}, log);
    return ledger::ask_witness(checkpoint, size, read, key, known, witness_post(*client));
  };
  const Leaves honest(20);
  ASSERT_TRUE(ask(honest, 7));
  const auto grown = ask(honest, 20);
  ASSERT_TRUE(grown) << grown.error().text();
  EXPECT_EQ(ledger::cosignatures(as_bytes(grown->checkpoint), {key})->size(), 1U);
  EXPECT_EQ(ask(Leaves(20, 1), 20).error().code(), Code::kTampered);

  EXPECT_EQ(client->call({"GET", "/add-checkpoint"})->status, 405U);
  EXPECT_EQ(client->call({"POST", "/other"})->status, 404U);
  EXPECT_EQ(client->call({"POST", "/add-checkpoint", "", Bytes(10, 'x')})->status, 400U);
  pki.server->stop();
  EXPECT_EQ(ask(honest, 20).error().code(), Code::kUnavailable);
}

}  // namespace
}  // namespace tipstaff::http
