// stamped_cards OUT COUNT: a force's key set, its lists and COUNT rendered cards with stamps, for the tests in Node and
// in Chromium. Every card is read back by ZXing from its rendered back, every tenth from its PDF too; ends with 1 when
// one is not read, or other than it was written.
//   keys.json  status.cwt  older.cwt (an hour older, on which all is valid)  ended.cwt  other-force.cwt
//   stamps.json: [{ text, name, rank, number, kind, slot, status }]   VERDICT.png: a card of each   forged.png
//   address.png phone.jpg: the genuine one photographed from the side
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <thread>

#include "card/code_reader.h"
#include "card/photo_decode.h"
#include "card_maker.h"
#include "scan.h"

namespace tipstaff::card {
namespace {

using namespace test;
using std::chrono::hours;
namespace json = boost::json;

constexpr int kDotsPerInch = 300;
constexpr CardStatus kStates[] = {CardStatus::kValid, CardStatus::kNotYetActive, CardStatus::kSuspended,
                                  CardStatus::kInvalid};

void write(const std::filesystem::path& path, ByteView content) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

struct Maker {
  Signer signer = es256_signer(), by_ed25519 = ed25519_signer();
  Instant now = SystemClock().now();
  std::shared_ptr<const Artwork> warrant = must(Artwork::prepare(must(Template::shipped("warrant-card"))));
  std::shared_ptr<const Artwork> staff = must(Artwork::prepare(must(Template::shipped("staff-pass"))));

  static CardStatus status_of(std::uint64_t index) {
    return kStates[index < 4 ? index : index % 9 == 0 ? index / 9 % 4 : 0];
  }
  static bool is_staff(std::uint64_t index) { return index % 5 == 4; }

  Printed card(std::uint64_t index, Instant expires) const {
    const Signer& by = index % 7 == 6 ? by_ed25519 : signer;
    return printed_card(by, index, is_staff(index) ? "staff pass" : "warrant card", expires);
  }
  // Read back as rendered; the picture.
  Plaintext checked(const Printed& printed, std::uint64_t index) const {
    Renderer renderer(is_staff(index) ? staff : warrant);
    Plaintext picture = must(renderer.png(printed.face, Renderer::Page::kBack, kDotsPerInch));
    if (must(find_codes(picture.reveal())) != std::vector{printed.text})
      throw std::runtime_error(fmt::format("card {} is not read back from its picture", index));
    if (index % 10 == 0 && must(find_codes(must(renderer.pdf(printed.face)).reveal())) != std::vector{printed.text})
      throw std::runtime_error(fmt::format("card {} is not read back from its PDF", index));
    return picture;
  }
  Bytes list(Instant issued, Duration life, bool all_valid, const Signer& by, std::uint64_t count) const {
    StatusList out{kListUri, Instant{issued.micros / 1'000'000 * 1'000'000},
                   Instant{(issued + life).micros / 1'000'000 * 1'000'000}, hours(1), Statuses(65'536)};
    for (std::uint64_t i = 0; i < count; ++i)
      out.statuses.set(static_cast<std::size_t>(100 + i), all_valid ? CardStatus::kValid : status_of(i));
    return must(sign_status_list(out, by.headers(), by.sign));
  }
};

void make(const std::filesystem::path& out, std::uint64_t count) {
  const Maker maker;
  const KeySet keys{
      kIssuer, {kListUri}, {{maker.signer.key, maker.now, false}, {maker.by_ed25519.key, maker.now, false}}};
  write(out / "keys.json", as_bytes(to_json(keys)));
  write(out / "status.cwt", maker.list(maker.now, hours(24), false, maker.signer, count));
  write(out / "older.cwt", maker.list(maker.now - hours(1), hours(24), true, maker.signer, count));
  write(out / "ended.cwt", maker.list(maker.now - hours(25), hours(24), true, maker.signer, count));
  write(out / "other-force.cwt", maker.list(maker.now, hours(24), true, es256_signer(), count));

  const Instant expires{(maker.now + hours(24 * 365 * 5)).micros / 1'000'000 * 1'000'000};
  std::vector<json::object> rows(count);
  std::vector<std::string> failures(2);
  const auto some = [&](std::uint64_t first) {
    try {
      for (std::uint64_t i = first; i < count; i += 2) {
        const Printed card = maker.card(i, expires);
        const Plaintext picture = maker.checked(card, i);
        static constexpr const char* kNames[] = {"genuine", "not yet active", "suspended", "not genuine"};
        if (i < 4) write(out / (std::string(kNames[i]) + ".png"), picture.reveal());
        if (i == 0) {
          Dice dice(23);
          const Sight sight = photographed(dice);
          write(out / "phone.jpg", picture_of(grey_of(must(decode_png(picture.reveal())).pixels), sight, dice));
        }
        if (i == 6) write(out / "ed25519.png", picture.reveal());
        if (i == 11) write(out / "other-letters.png", picture.reveal());
        const StampedFace& face = *card.stamp.face;
        rows[i] = {{"text", card.text},
                   {"name", face.name},
                   {"rank", face.rank},
                   {"number", face.number},
                   {"kind", face.kind},
                   {"slot", card.stamp.index},
                   {"status", static_cast<int>(Maker::status_of(i))}};
      }
    } catch (const std::exception& problem) {
      failures[first] = problem.what();
    }
  };
  std::thread odd(some, 1);
  some(0);
  odd.join();
  for (const std::string& failure : failures)
    if (!failure.empty()) throw std::runtime_error(failure);
  write(out / "stamps.json", as_bytes(json::serialize(json::array(rows.begin(), rows.end()))));

  const Printed old = maker.card(0, Instant{(maker.now - hours(24)).micros / 1'000'000 * 1'000'000});
  write(out / "expired.png", maker.checked(old, 0).reveal());
  const Printed strange = printed_card(es256_signer(), 0, "warrant card", expires);
  write(out / "cannot say.png", maker.checked(strange, 0).reveal());
  // The true key's name over a forger's signature; and a card whose code is an address.
  Printed forged = maker.card(0, expires);
  forged.text = must(make_stamp(forged.stamp, maker.signer.headers(), es256_signer().sign));
  forged.face.stamp = must(qr_code(forged.text));
  write(out / "forged.png", maker.checked(forged, 0).reveal());
  forged.text = "HTTPS://VERIFY.NORTHMOOR.EXAMPLE/CARD";
  forged.face.stamp = must(qr_code(forged.text));
  write(out / "address.png", maker.checked(forged, 0).reveal());
}

}  // namespace
}  // namespace tipstaff::card

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    tipstaff::card::make(argv[1], std::stoull(argv[2]));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
  return 0;
}
