// The whole way of a stamp: photograph → thumbnail → signed text → code → card → picture → text, read back by ZXing.
#include <gtest/gtest.h>

#include <fstream>

#include "base/files.h"
#include "card/artwork.h"
#include "card/code_reader.h"
#include "card/invented.h"
#include "card/photo.h"
#include "card/qr.h"
#include "card/test_stamp.h"
#include "card/thumbnail.h"

namespace tipstaff::card {
namespace {

using namespace test;

Plaintext portrait_of(std::uint64_t index) {
  const Bytes drawn = *decode_portrait(draw_portrait(invent_person(index, 1829).look), {});
  return *encode_jpeg(kPortraitWidth, kPortraitHeight, ByteView(drawn).subspan(1), 80, kLargestPortrait);
}

struct Stamped {
  Face face;
  std::string text;
};
Stamped stamped_card(const Signer& signer, std::uint64_t index = 7) {
  const InventedPerson person = invent_person(index, 1829);
  Stamp stamp = full_stamp();
  stamp.face->name = person.forenames + " " + person.surname;
  stamp.face->rank = person.rank;
  stamp.face->number = person.warrant_number;
  stamp.face->photo.clear();
  Stamped out;
  out.face.photo_jpeg = portrait_of(index);
  stamp.face->photo = *thumbnail(out.face.photo_jpeg.reveal(), room_for_photo(stamp));
  out.text = text_of(stamp, signer);
  out.face.surname = Plaintext::copy_of(person.surname);
  out.face.forenames = Plaintext::copy_of(person.forenames);
  out.face.rank = Plaintext::copy_of(person.rank);
  out.face.warrant_number = Plaintext::copy_of(person.warrant_number);
  out.face.issued = "2026-11-22";
  out.face.expiry = "2031-11-22";
  out.face.force = kIssuer;
  out.face.card_number = "0123456789";
  out.face.stamp = *qr_code(out.text);
  return out;
}

TEST(Thumbnail, KeepsToItsBoundAndIsNoSmallerThanItNeedBe) {
  const Plaintext portrait = portrait_of(3);
  for (const std::size_t most : {400U, 700U, 900U}) {
    const auto made = thumbnail(portrait.reveal(), most);
    ASSERT_TRUE(made) << most;
    EXPECT_LE(made->size(), most);
    EXPECT_GE(made->size(), most * 6 / 10);
    EXPECT_EQ(as_text(*made).substr(0, 4), "RIFF");
  }
  for (const std::size_t never : {0U, 1U, 60U}) EXPECT_FALSE(thumbnail(portrait.reveal(), never));
}

TEST(Qr, MakesTheSizesOfTheFormat) {
  EXPECT_EQ(qr_code(std::string(kMostStampText, 'A'))->modules, 117);
  EXPECT_FALSE(qr_code(std::string(kMostStampText + 1, 'A')));
  const Signer signer = es256_signer();
  Stamp minimal = full_stamp();
  minimal.face.reset();
  minimal.issuer = "Northmoor Constabulary";
  EXPECT_LE(qr_code(text_of(minimal, signer))->modules, 61);
}

TEST(CodeReader, ReadsCardsBack) {
  const Signer signer = es256_signer();
  const Stamped card = stamped_card(signer);
  Renderer renderer(*Artwork::prepare(*Template::shipped("warrant-card")));
  const Plaintext pdf = *renderer.pdf(card.face);
  const Plaintext picture = *renderer.png(card.face, Renderer::Page::kBack, 300);
  for (const Plaintext* file : {&picture, &pdf}) {
    const auto codes = find_codes(file->reveal());
    ASSERT_TRUE(codes) << codes.error().text();
    ASSERT_EQ(codes->size(), 1U);
    EXPECT_EQ(codes->front(), card.text);
  }
  EXPECT_TRUE(find_codes(renderer.png(card.face, Renderer::Page::kFront, 300)->reveal())->empty());
  EXPECT_FALSE(find_codes(as_bytes("no picture")));
}

TEST(CodeReader, ReadsInTheSandbox) {
  const Stamped card = stamped_card(es256_signer());
  Renderer renderer(*Artwork::prepare(*Template::shipped("warrant-card")));
  for (const Plaintext& file :
       {renderer.pdf(card.face).value(), renderer.png(card.face, Renderer::Page::kBack, 300).value()}) {
    const auto codes = read_codes(file.reveal());
    ASSERT_TRUE(codes) << codes.error().text();
    EXPECT_EQ(*codes, std::vector{card.text});
  }
  EXPECT_FALSE(read_codes(as_bytes("%PDF-1.4 damaged")));
}

}  // namespace
}  // namespace tipstaff::card
