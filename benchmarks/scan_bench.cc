// tipstaff_scan_bench [CARDS] [FOLDER [all]]: how many of so many invented cards' stamps are read after printing and
// scanning (300 dpi, turned by 10° and a little tilted, blurred, JPEG at quality 50) and from a phone's picture at 25°;
// with the reader of ‘tipstaff verify’. Into FOLDER go the pictures that were not read, or all, each with the code's
// text beside it. benchmarks/SCAN.md has the figures.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "card/code_reader.h"
#include "card/photo_decode.h"
#include "verify/card_maker.h"
#include "verify/scan.h"

namespace tipstaff::card {
namespace {

using namespace test;

struct Tally {
  std::size_t read = 0, unread = 0, misread = 0;
  double seconds = 0;  // of reading
};

void tell(const char* what, const std::vector<Tally>& parts) {
  Tally all;
  for (const Tally& part : parts) {
    all.read += part.read;
    all.unread += part.unread;
    all.misread += part.misread;
    all.seconds += part.seconds;
  }
  const std::size_t cards = all.read + all.unread + all.misread;
  std::printf("%-14s %zu of %zu read (%.2f %%), %zu misread, %.0f ms a picture\n", what, all.read, cards,
              100.0 * static_cast<double>(all.read) / static_cast<double>(cards), all.misread,
              1000 * all.seconds / static_cast<double>(cards));
}

struct Where {
  std::filesystem::path folder;
  bool all = false;
};

void keep(const Where& where, const std::string& name, const Bytes& picture, const std::string& text) {
  const auto write = [&](const char* kind, ByteView content) {
    std::ofstream(where.folder / (name + kind), std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  };
  write(".jpg", picture);
  write(".txt", as_bytes(text));
}

void look(const Printed& card, const Bytes& picture, const std::string& name, const Where& where, Tally& tally) {
  const auto start = std::chrono::steady_clock::now();
  const auto codes = find_codes(picture);
  tally.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const bool read = codes && *codes == std::vector{card.text};
  ++(read ? tally.read : codes && codes->empty() ? tally.unread : tally.misread);
  if (!where.folder.empty() && (where.all || !read)) keep(where, name, picture, card.text);
}

void run(std::uint64_t cards, const Where& where) {
  const Signer signer = es256_signer();
  const auto artwork = must(Artwork::prepare(must(Template::shipped("warrant-card"))));
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  std::vector<Tally> scans(threads), photographs(threads);
  std::vector<std::thread> running;
  for (unsigned thread = 0; thread < threads; ++thread)
    running.emplace_back([&, thread] {
      Renderer renderer(artwork);
      for (std::uint64_t i = thread; i < cards; i += threads) {
        const Printed card = printed_card(signer, i, "warrant card", *parse_instant("2031-11-22T00:00:00Z"));
        const Pixels back =
            grey_of(must(decode_png(must(renderer.png(card.face, Renderer::Page::kBack, 300)).reveal())).pixels);
        Dice dice(1829, i);
        const Sight scan = scanned(dice);
        look(card, picture_of(back, scan, dice), fmt::format("scan-{}", i), where, scans[thread]);
        const Sight photograph = photographed(dice);
        look(card, picture_of(back, photograph, dice), fmt::format("photograph-{}", i), where, photographs[thread]);
      }
    });
  for (std::thread& each : running) each.join();
  tell("scanned", scans);
  tell("photographed", photographs);
}

}  // namespace
}  // namespace tipstaff::card

int main(int argc, char** argv) {
  tipstaff::card::run(argc > 1 ? std::stoull(argv[1]) : 1000, {argc > 2 ? argv[2] : "", argc > 3});
  return 0;
}
