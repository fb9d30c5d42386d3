// The whole press against an office, over real TLS on loopback: enrolment, printing, alarm; and a thief with its keys.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/press_link.h"
#include "http/press_routes.h"
#include "http/test_office.h"
#include "press/agent.h"
#include "press/enrolling.h"
#include "press/fake_office.h"
#include "test_support.h"

namespace tipstaff::http {
namespace {

// Enrolment as an office does it, in memory; the rest is the fake office's.
class EnrollingOffice final : public press::PressOffice {
 public:
  explicit EnrollingOffice(const test::Office& pki)
      : pki_(pki), invitation_(press::new_invitation(pki.authority.pin_hash(), random_)) {}

  std::string code() const { return std::string(press::invitation_text(invitation_).reveal_text()); }

  // The second person.
  void approve() {
    certificate_ = *pki_.authority.sign_press(enrolment_.tls_request, "press-one", pki_.clock.now());
    inner = std::make_unique<press::test::FakeOffice>(certificate_id(certificate_), enrolment_.box_public_key,
                                                      enrolment_.receipt_public_key);
  }

  Result<press::Enrolled> enrol(const press::Enrolment& e) override {
    if (used_) return fail(Code::kUnauthorised, "this enrolment code has been used");
    if (e.code_id != invitation_.code_id || !press::enrolment_mac_is_right(e, invitation_.secret))
      return fail(Code::kUnauthorised, "the enrolment does not match its code");
    used_ = true;
    enrolment_ = e;
    return press::Enrolled{"press-one", {}, press::enrolment_fingerprint(e)};
  }
  Result<press::Enrolled> enrolled(const std::string& code_id, ByteView mac) override {
    if (!used_ || code_id != enrolment_.code_id || !equal_secret(mac, enrolment_.mac))
      return fail(Code::kUnauthorised, "no such enrolment");
    return press::Enrolled{"press-one", certificate_, press::enrolment_fingerprint(enrolment_)};
  }
  Result<std::vector<press::ListedItem>> list(const Hash& c, std::size_t most) override { return inner->list(c, most); }
  Result<Bytes> locked(const Hash& c, const ItemId& item) override { return inner->locked(c, item); }
  Result<Bytes> release(const Hash& c, const ItemId& item) override { return inner->release(c, item); }
  Result<void> receipt(const Hash& c, ByteView r) override { return inner->receipt(c, r); }
  Result<std::string> alarm(const Hash& c, std::string_view words) override { return inner->alarm(c, words); }

  std::unique_ptr<press::test::FakeOffice> inner;

 private:
  const test::Office& pki_;
  SystemRandom random_;
  press::Invitation invitation_;
  press::Enrolment enrolment_;
  Bytes certificate_;
  bool used_ = false;
};

struct Fixture {
  test::Office pki;
  EnrollingOffice office{pki};
  SystemRandom random;
  SystemFiles files;
  tipstaff::test::TemporaryFolder home;

  Fixture() { pki.serve(press_handler(office)); }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(pki.server->port()); }
  press::Identity enrolled() {
    press::Identity identity = *press::begin_enrolment(url(), office.code(), random);
    const auto link = *PressLink::open(identity, pki.clock);
    const auto enrolment = *press::make_enrolment(identity, *press::parse_invitation(office.code()));
    EXPECT_TRUE(press::enrol(identity, enrolment, link->office()));
    EXPECT_TRUE(identity.certificate.empty());
    office.approve();
    EXPECT_TRUE(press::ask_enrolled(identity, link->office()));
    identity.authority = link->authority();
    return identity;
  }
};

TEST(AgentOverTls, EnrolsPrintsAndReports) {
  Fixture f;
  const press::Identity identity = f.enrolled();
  ASSERT_FALSE(identity.certificate.empty());
  ASSERT_TRUE(press::save_identity(f.files, f.home.path() / "identity", identity));
  for (int i = 0; i < 5; ++i) f.office.inner->add("%PDF-1.7 artwork");
  std::filesystem::create_directory(f.home.path() / "out");

  const auto link = *PressLink::open(identity, f.pki.clock);
  const auto agent = *press::Agent::open(f.files, f.pki.clock, f.home.path(), identity, link->office());
  press::FolderPrinter printer(f.files, f.home.path() / "out");
  const auto summary = agent->run(printer, {SIZE_MAX, "B001", {}});
  EXPECT_FALSE(summary.stopped) << summary.stopped->text();
  EXPECT_EQ(summary.printed, 5U);
  for (const auto& [id, item] : f.office.inner->items) {
    EXPECT_EQ(item.outcome, press::Outcome::kPrinted);
    EXPECT_EQ(as_text(*f.files.read(f.home.path() / "out" / (id.text() + ".pdf"))), "%PDF-1.7 artwork");
  }
  EXPECT_EQ(*link->office().alarm("the van was stolen"), "incident 1");
}

TEST(AgentOverTls, AThiefWithTheIdentityFileIsThatPressAndNoMore) {
  Fixture f;
  ASSERT_TRUE(press::save_identity(f.files, f.home.path() / "identity", f.enrolled()));
  const ItemId done = f.office.inner->add("printed before");
  const ItemId waiting = f.office.inner->add("still waiting");
  const press::Identity stolen = *press::load_identity(f.home.path() / "identity");
  const auto link = *PressLink::open(stolen, f.pki.clock);
  f.office.inner->items[done].outcome = press::Outcome::kPrinted;
  EXPECT_EQ(link->office().release(done).error().code(), Code::kRefused);
  const auto key = crypto::box_open(stolen.box, *link->office().release(waiting));
  EXPECT_EQ(press::unlock_item(waiting, *key, *link->office().locked(waiting))->reveal_text(), "still waiting");
}

TEST(AgentOverTls, AnEnrolmentIsGoodOnceAndOnlyForTheKeysItNames) {
  Fixture f;
  press::Identity identity = *press::begin_enrolment(f.url(), f.office.code(), f.random);
  const auto link = *PressLink::open(identity, f.pki.clock);
  auto enrolment = *press::make_enrolment(identity, *press::parse_invitation(f.office.code()));
  const Bytes right = enrolment.box_public_key;
  enrolment.box_public_key = Bytes(32, 9);
  EXPECT_EQ(press::enrol(identity, enrolment, link->office()).error().code(), Code::kUnauthorised);
  enrolment.box_public_key = right;
  EXPECT_TRUE(press::enrol(identity, enrolment, link->office()));
  EXPECT_EQ(press::enrol(identity, enrolment, link->office()).error().code(), Code::kUnauthorised);
  EXPECT_FALSE(press::begin_enrolment(f.url(), "nonsense", f.random));
}

}  // namespace
}  // namespace tipstaff::http
