#include "http/press_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/press_link.h"
#include "http/press_messages.h"
#include "http/test_office.h"

namespace tipstaff::http {
namespace {

// Knows one certificate, remembers the last call, and answers with what it was told to.
class RecordingOffice final : public press::PressOffice {
 public:
  explicit RecordingOffice(const Hash& known) : known_(known) {}

  Result<press::Enrolled> enrol(const press::Enrolment& e) override {
    last = "enrol " + e.code_id;
    return press::Enrolled{"press-one", {}, "0000 1111"};
  }
  Result<press::Enrolled> enrolled(const std::string& code_id, ByteView mac) override {
    last = "enrolled " + code_id + " " + hex(mac);
    return press::Enrolled{"press-one", Bytes(3, 1), "0000 1111"};
  }
  Result<std::vector<press::ListedItem>> list(const Hash& certificate, std::size_t most) override {
    TRY(check(certificate));
    last = "list " + std::to_string(most);
    return std::vector<press::ListedItem>(2, press::ListedItem{item, "warrant card", 99, Hash{5}});
  }
  Result<Bytes> locked(const Hash& certificate, const ItemId& id) override {
    TRY(check(certificate));
    last = "locked " + id.text();
    return Bytes(100'000, 7);
  }
  Result<Bytes> release(const Hash& certificate, const ItemId& id) override {
    TRY(check(certificate));
    last = "release " + id.text();
    if (refuse) return fail(Code::kRefused, "the day's budget of supplier one is spent: try again after 09:00");
    return Bytes(80, 8);
  }
  Result<void> receipt(const Hash& certificate, ByteView signed_receipt) override {
    TRY(check(certificate));
    last = "receipt " + hex(signed_receipt);
    return {};
  }
  Result<std::string> alarm(const Hash& certificate, std::string_view words) override {
    TRY(check(certificate));
    last = "alarm " + std::string(words);
    return "incident 1";
  }

  std::string last;
  bool refuse = false;
  ItemId item{{1, 2, 3}};

 private:
  Result<void> check(const Hash& certificate) const {
    if (certificate != known_) return fail(Code::kUnauthorised, "this press is revoked");
    return {};
  }
  Hash known_;
};

struct Fixture {
  test::Office office;
  test::Certified certified = office.certify("press-one");
  RecordingOffice recording{certified.id()};

  Fixture() { office.serve(press_handler(recording)); }
  std::unique_ptr<PressLink> link(const test::Certified& as) {
    press::Identity identity = *press::new_identity(random);
    identity.url = "https://127.0.0.1:" + std::to_string(office.server->port());
    identity.pin = office.pin();
    identity.certificate = as.identity.certificate;
    identity.tls_key = as.identity.tls_key.clone();
    return *PressLink::open(identity, office.clock);
  }
  SystemRandom random;
};

TEST(PressRoutes, CarryEveryCallOverTls) {
  Fixture f;
  const auto link = f.link(f.certified);
  press::OfficeLink& office = link->office();
  const std::string id = f.recording.item.text();

  EXPECT_EQ(office.enrol({"ABCDEFGH", Bytes(10), Bytes(32), Bytes(32), Bytes(32)})->press, "press-one");
  EXPECT_EQ(f.recording.last, "enrol ABCDEFGH");
  EXPECT_EQ(office.enrolled("ABCDEFGH", Bytes(32, 1))->certificate, Bytes(3, 1));
  const auto items = office.list(5);
  ASSERT_TRUE(items) << items.error().text();
  ASSERT_EQ(items->size(), 2U);
  EXPECT_EQ(items->front().item, f.recording.item);
  EXPECT_EQ(items->front().card_kind, "warrant card");
  EXPECT_EQ(f.recording.last, "list 5");
  EXPECT_EQ(office.locked(f.recording.item)->size(), 100'000U);
  EXPECT_EQ(f.recording.last, "locked " + id);
  EXPECT_EQ(*office.release(f.recording.item), Bytes(80, 8));
  EXPECT_EQ(f.recording.last, "release " + id);
  EXPECT_TRUE(office.receipt(Bytes(4, 0xab)));
  EXPECT_EQ(f.recording.last, "receipt abababab");
  EXPECT_EQ(*office.alarm("van stolen"), "incident 1");
  EXPECT_EQ(f.recording.last, "alarm van stolen");
  EXPECT_EQ(link->authority(), f.office.authority.certificate());
}

TEST(PressRoutes, CarryTheOfficesErrorsWithTheirCodes) {
  Fixture f;
  f.recording.refuse = true;
  const auto refused = f.link(f.certified)->office().release(f.recording.item);
  EXPECT_EQ(refused.error().code(), Code::kRefused);
  EXPECT_THAT(refused.error().text(), ::testing::HasSubstr("budget"));
  const auto other = f.office.certify("press-two");
  EXPECT_EQ(f.link(other)->office().list(1).error().code(), Code::kUnauthorised);
  f.office.server->stop();
  EXPECT_EQ(f.link(f.certified)->office().list(1).error().code(), Code::kUnavailable);
}

TEST(PressRoutes, LetNobodyWithoutACertificatePastEnrolment) {
  Fixture f;
  const auto link = f.link({});
  EXPECT_TRUE(link->office().enrol({"ABCDEFGH", Bytes(10), Bytes(32), Bytes(32), Bytes(32)}));
  f.recording.last.clear();
  EXPECT_EQ(link->office().list(1).error().code(), Code::kUnauthorised);
  EXPECT_EQ(link->office().locked(f.recording.item).error().code(), Code::kUnauthorised);
  EXPECT_EQ(link->office().release(f.recording.item).error().code(), Code::kUnauthorised);
  EXPECT_EQ(link->office().receipt(Bytes(1)).error().code(), Code::kUnauthorised);
  EXPECT_EQ(link->office().alarm("x").error().code(), Code::kUnauthorised);
  EXPECT_EQ(f.recording.last, "");
}

TEST(PressRoutes, RefuseWhatIsMisshapen) {
  RecordingOffice office{Hash{}};
  const auto status = [&](std::string method, std::string_view target, Bytes body) {
    Request r;
    r.method = std::move(method);
    EXPECT_TRUE(set_target(r, target));
    r.body = std::move(body);
    r.certificate = Hash{};
    return press_answer(office, r).status;
  };
  EXPECT_EQ(status("GET", "/press/v1/items?most=0", {}), 400U);
  EXPECT_EQ(status("GET", "/press/v1/items?most=1001", {}), 400U);
  EXPECT_EQ(status("GET", "/press/v1/items?most=-1", {}), 400U);
  EXPECT_EQ(status("GET", "/press/v1/items?most=5x", {}), 400U);
  EXPECT_EQ(status("GET", "/press/v1/items/..", {}), 400U);
  EXPECT_EQ(status("GET", "/press/v1/items/" + std::string(31, 'a'), {}), 400U);
  EXPECT_EQ(status("POST", "/press/v1/items//key", {}), 400U);
  EXPECT_EQ(status("POST", "/press/v1/items/key", {}), 404U);
  EXPECT_EQ(status("GET", "/press/v1/enrol", {}), 404U);
  EXPECT_EQ(status("DELETE", "/press/v1/items", {}), 404U);
  EXPECT_EQ(status("GET", "/press/v2/items", {}), 404U);
  EXPECT_EQ(status("POST", "/press/v1/alarm", write_words(std::string(2001, 'x'))), 400U);
  EXPECT_EQ(status("POST", "/press/v1/alarm", {}), 400U);
  EXPECT_EQ(office.last, "");
}

TEST(PressMessages, AreTakenWholeOrNotAtAll) {
  const press::Enrolment enrolment{"ABCDEFGH", Bytes(200, 1), Bytes(32, 2), Bytes(32, 3), Bytes(32, 4)};
  const Bytes whole = write_enrolment(enrolment);
  ASSERT_TRUE(read_enrolment(whole));
  EXPECT_EQ(read_enrolment(whole)->tls_request, enrolment.tls_request);
  for (std::size_t cut = 0; cut < whole.size(); ++cut) EXPECT_FALSE(read_enrolment(ByteView(whole).first(cut)));
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(read_enrolment(longer));
  EXPECT_FALSE(read_enrolment(write_enrolment({"A", Bytes(5000), Bytes(32), Bytes(32), Bytes(32)})));
  EXPECT_FALSE(read_enrolment(write_enrolment({"A", Bytes(1), Bytes(31), Bytes(32), Bytes(32)})));
  EXPECT_FALSE(read_items(*from_hex("9b00ffffffffffffff")));
  EXPECT_FALSE(read_error(write_words("x")));
  const auto error = read_error(write_error(Error(Code::kRefused, "inner").under("outer")));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), Code::kRefused);
  EXPECT_EQ(error->text(), "outer: inner");
}

}  // namespace
}  // namespace tipstaff::http
