// Whole cards of invented people with their stamps, made as the office makes them: portrait → thumbnail → signed claims
// → code → artwork. For the tests that read them back with other eyes than ours.
#pragma once

#include "card/artwork.h"
#include "card/invented.h"
#include "card/photo.h"
#include "card/qr.h"
#include "card/test_stamp.h"
#include "card/thumbnail.h"

namespace tipstaff::card::test {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(*result);
}

struct Printed {
  Stamp stamp;
  std::string text;  // of the code
  Face face;
};

// Every sixth name is in letters, or of a length, that forms and printers tend to forget.
inline InventedPerson realistic(std::uint64_t index) {
  static constexpr const char* kNames[][2] = {
      {"Wykeham-Twisleton-Fiennes", "Alexandrina Christabel"},
      {"O’Shaughnessy-Ó Súilleabháin", "Caoimhín Pádraig"},
      {"Ελευθεριάδη", "Παρασκευή"},
      {"Щербаковский", "Вячеслав Ярославович"},
      {"ბაგრატიონი", "თამარ"},
      {"Տեր-Պետրոսյան", "Արփինե"},
      {"अय्यर", "सुब्रह्मण्यम"},
      {"ਸੰਧੂ", "ਗੁਰਪ੍ਰੀਤ"},
      {"சுப்பிரமணியன்", "மீனாட்சி"},
      {"בן־דוד", "שרה"},
      {"عبد الرحمن", "محمد"},
      {"Nguyễn", "Thị Ánh Tuyết"},
      {"Łuczyńska-Żółć", "Świętosława"},
      {"Þorsteinsdóttir", "Guðrún Æsa"},
      {"ገብረመድህን", "ሃይለ"},
      {"Ng", "X"},
  };
  InventedPerson out = invent_person(index, 1829);
  if (index % 6 == 5) {
    const auto& name = kNames[index / 6 % std::size(kNames)];
    out.surname = name[0];
    out.forenames = name[1];
  }
  return out;
}

inline Printed printed_card(const Signer& signer, std::uint64_t index, const std::string& kind, Instant expires) {
  const InventedPerson person = realistic(index);
  Printed out;
  const Bytes drawn = must(decode_portrait(draw_portrait(person.look), {}));
  out.face.photo_jpeg =
      must(encode_jpeg(kPortraitWidth, kPortraitHeight, ByteView(drawn).subspan(1), 80, kLargestPortrait));
  out.stamp = full_stamp();
  out.stamp.expires = expires;
  out.stamp.index = 100 + index;
  out.stamp.face = StampedFace{kind, person.forenames + " " + person.surname, person.rank, person.warrant_number, {}};
  out.stamp.face->photo =
      must(thumbnail(out.face.photo_jpeg.reveal(), std::min<std::size_t>(700, room_for_photo(out.stamp))));
  out.text = text_of(out.stamp, signer);
  out.face.surname = Plaintext::copy_of(person.surname);
  out.face.forenames = Plaintext::copy_of(person.forenames);
  out.face.rank = Plaintext::copy_of(person.rank);
  out.face.unit = Plaintext::copy_of(person.unit);
  out.face.warrant_number = Plaintext::copy_of(person.warrant_number);
  out.face.issued = "2026-11-22";
  out.face.expiry = to_rfc3339(expires).substr(0, 10);
  out.face.force = kIssuer;
  out.face.card_number = "0123456789";
  out.face.stamp = must(qr_code(out.text));
  return out;
}

}  // namespace tipstaff::card::test
