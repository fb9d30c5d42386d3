#include "press/identity.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "test_support.h"

namespace tipstaff::press {
namespace {

TEST(Identity, ComesBackFromItsFileWholeAndPrivate) {
  const test::TemporaryFolder folder;
  SystemFiles files;
  SystemRandom random;
  Identity identity = *new_identity(random);
  identity.url = "https://localhost:8443";
  identity.pin = Bytes(16, 7);
  identity.code_id = "ABCDEFGH";
  identity.enrolment_mac = Bytes(32, 9);
  const auto file = folder.path() / "identity";
  ASSERT_TRUE(save_identity(files, file, identity));
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);

  const auto back = load_identity(file);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(back->url, identity.url);
  EXPECT_EQ(back->pin, identity.pin);
  EXPECT_EQ(back->enrolment_mac, identity.enrolment_mac);
  EXPECT_TRUE(equal_secret(back->tls_key.reveal(), identity.tls_key.reveal()));
  EXPECT_EQ(back->box.public_key, identity.box.public_key);
  EXPECT_EQ(back->receipts.public_key, identity.receipts.public_key);
  EXPECT_TRUE(back->certificate.empty());
}

TEST(Identity, RefusesADamagedFile) {
  const test::TemporaryFolder folder;
  SystemFiles files;
  SystemRandom random;
  const auto file = folder.path() / "identity";
  ASSERT_TRUE(save_identity(files, file, *new_identity(random)));
  Bytes raw = *files.read(file);
  EXPECT_EQ(load_identity(folder.path() / "none").error().code(), Code::kNotFound);
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, raw.size() / 2, raw.size() - 1}) {
    ASSERT_TRUE(files.replace(file, ByteView(raw).first(cut)));
    EXPECT_EQ(load_identity(file).error().code(), Code::kTampered);
  }
  raw.push_back(0);
  ASSERT_TRUE(files.replace(file, raw));
  EXPECT_EQ(load_identity(file).error().code(), Code::kTampered);
}

}  // namespace
}  // namespace tipstaff::press
