#include "card/artwork.h"

#include <gtest/gtest.h>

#include <concepts>
#include <thread>

#include "card/photo.h"

namespace tipstaff::card {
namespace {

Plaintext secret(std::string_view text) { return Plaintext::copy_of(text); }

Face face_of(std::string_view forenames, std::string_view surname) {
  Face face;
  face.forenames = secret(forenames);
  face.surname = secret(surname);
  face.rank = secret("Police Constable");
  face.unit = secret("Response Team B");
  face.warrant_number = secret("NM 40721");
  face.photo_jpeg =
      *encode_jpeg(kPortraitWidth, kPortraitHeight, Bytes(kPortraitWidth * kPortraitHeight * 3, 120), 88, 30'000);
  face.issued = "22 Nov 2026";
  face.expiry = "30 Nov 2031";
  face.force = "Northmoor Constabulary";
  face.card_number = "0004-7213";
  face.stamp = {21, Bytes(21 * 21, 1)};
  return face;
}

std::shared_ptr<const Artwork> warrant_card() {
  static const auto artwork = Artwork::prepare(*Template::shipped("warrant-card"));
  EXPECT_TRUE(artwork) << artwork.error().text();
  return *artwork;
}

Result<Plaintext> draw(const Face& face) { return Renderer(warrant_card()).pdf(face); }

// Law 2 at compile time: no face has room for what a press must not get.
template <class T>
concept CouldLeak = requires(T t) {
  t.pay_number;
}
|| requires(T t) { t.vetting_level; }
|| requires(T t) { t.email; }
|| requires(T t) { t.person; };
static_assert(!CouldLeak<Face>);

TEST(Artwork, APdfOfTwoPagesWithThePhotographAsItIs) {
  const Face face = face_of("Margaret Rose", "Hartley");
  const auto pdf = draw(face);
  ASSERT_TRUE(pdf) << pdf.error().text();
  const std::string_view text = pdf->reveal_text();
  EXPECT_TRUE(text.starts_with("%PDF-1.5"));
  EXPECT_NE(text.find("/Count 2"), std::string_view::npos);
  EXPECT_NE(text.find("/TrimBox [8.5039 8.5039 251.1496 161.5181]"), std::string_view::npos);
  EXPECT_NE(text.find(face.photo_jpeg.reveal_text()), std::string_view::npos);
  EXPECT_NE(text.find("/ImageMask true"), std::string_view::npos);
  for (const char* word :
       {"/Producer", "/Creator", "/Author", "/CreationDate", "/Metadata", "Hartley", "/JavaScript", "/URI"})
    EXPECT_EQ(text.find(word), std::string_view::npos) << word;
  EXPECT_LE(pdf->size(), 80'000U);
}

TEST(Artwork, TheSameFaceGivesTheSameBytes) {
  const auto first = draw(face_of("Łukasz", "Ó Súilleabháin")), second = draw(face_of("Łukasz", "Ó Súilleabháin"));
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(equal_secret(first->reveal(), second->reveal()));
}

TEST(Artwork, LongNamesAndAllScriptsFit) {
  for (const auto& [forenames, surname] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"Aleksandra Katarzyna", "Wiśniewska-Featherstonehaugh"},
           {"Adébáyọ̀", "Ọládélé"},
           {"محمد", "علی"},
           {"हरप्रीत", "सिंह"},
           {"ਹਰਪ੍ਰੀਤ", "ਸਿੰਘ"},
           {"Νίκος", "Παπαδόπουλος"},
           {"Siân", "ap Gwŷdd"},
           {"", "Mononym"},
           {"Hubert Blaine", "Wolfeschlegelsteinhausenbergerdorff"},
           {"Maximilian Bartholomew Alexander", "O’Brien-Featherstonehaugh Cholmondeley"}}) {
    const auto pdf = draw(face_of(forenames, surname));
    EXPECT_TRUE(pdf) << forenames << ": " << pdf.error().text();
  }
}

TEST(Artwork, ALongUnitBreaksAndALongRankIsNamed) {
  Face face = face_of("Margaret", "Hartley");
  face.unit =
      secret("Major Crime and Special Investigations Directorate, Northern Area, Complex and Historical Cases Review");
  EXPECT_TRUE(draw(face));
  face.rank = secret(std::string(60, 'W'));
  const auto pdf = draw(face);
  ASSERT_FALSE(pdf);
  EXPECT_TRUE(pdf.error().text().starts_with("the rank is too long")) << pdf.error().text();
}

TEST(Artwork, WhatDeceivesOrDoesNotFitIsRefusedWithoutTheValue) {
  const std::string endless(300, 'W');
  for (const std::string_view surname :
       {std::string_view("Hart\nley"), std::string_view("a\u202eb"), std::string_view("\xff"),
        std::string_view("x\0y", 3), std::string_view(endless)}) {
    const auto pdf = draw(face_of("Margaret", surname));
    ASSERT_FALSE(pdf);
    EXPECT_EQ(pdf.error().code(), Code::kInvalid);
    EXPECT_EQ(pdf.error().text().find(surname), std::string::npos);
  }
  Face face = face_of("A", "B");
  face.photo_jpeg = secret("\xff\xd8\xff\xe1 Exif GPS");
  EXPECT_FALSE(draw(face));
  face = face_of("A", "B");
  face.stamp.modules = 50;
  EXPECT_FALSE(draw(face));
}

TEST(Artwork, MarkupAndVariablesInAValueAreOnlyText) {
  Renderer renderer(warrant_card());
  for (const std::string_view trick : {"<b>&amp;", "%VAR_unit%", "(x) Tj /F0", "]]>"}) {
    Face face = face_of("A", trick);
    const auto pdf = renderer.pdf(face);
    ASSERT_TRUE(pdf) << pdf.error().text();
    face.unit = secret("another unit");  // would show in both places if the value were expanded
    const auto changed = renderer.pdf(face);
    ASSERT_TRUE(changed);
    EXPECT_NEAR(double(pdf->size()), double(changed->size()), 200);
  }
}

TEST(Artwork, PicturesAtAnyResolution) {
  Renderer renderer(warrant_card());
  const Face face = face_of("Margaret Rose", "Hartley");
  for (const auto page : {Renderer::Page::kFront, Renderer::Page::kBack}) {
    const auto png = renderer.png(face, page, 300);
    ASSERT_TRUE(png) << png.error().text();
    EXPECT_TRUE(png->reveal_text().starts_with("\x89PNG"));
    EXPECT_EQ(get_u32(png->reveal().data() + 16), 1082U);
    EXPECT_EQ(get_u32(png->reveal().data() + 20), 708U);
    for (const char* chunk : {"tEXt", "iTXt", "zTXt", "eXIf", "tIME"})
      EXPECT_EQ(png->reveal_text().find(chunk), std::string_view::npos);
  }
  EXPECT_FALSE(renderer.png(face, Renderer::Page::kFront, 1200));
}

TEST(Artwork, ThreadsShareOneArtwork) {
  const auto artwork = warrant_card();
  const auto expected = draw(face_of("محمد", "Hartley"));
  ASSERT_TRUE(expected);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      Renderer renderer(artwork);
      for (int i = 0; i < 20; ++i) {
        const auto pdf = renderer.pdf(face_of("محمد", "Hartley"));
        ASSERT_TRUE(pdf);
        EXPECT_TRUE(equal_secret(pdf->reveal(), expected->reveal()));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace tipstaff::card
