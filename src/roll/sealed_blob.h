// The body of person_blob (docs/formats/sealed-person.md): ciphertext in, ciphertext out. Internal to the roll.
#pragma once

#include <map>

#include "base/bytes.h"
#include "base/cbor.h"
#include "base/field.h"

namespace tipstaff::roll {

struct SealedBlob {
  struct Wrap {
    std::uint32_t epoch = 0;
    Bytes key_id;
    Bytes box;
  };
  std::map<DataClass, Wrap> wraps;
  std::map<Field, Bytes> fields;

  ByteView box_of(Field field) const {
    const auto found = fields.find(field);
    return found == fields.end() ? ByteView{} : ByteView(found->second);
  }

  Bytes encode() const {
    cbor::Writer w;
    w.array(2).map(wraps.size());
    for (const auto& [data_class, wrap] : wraps)
      w.uint(static_cast<std::uint64_t>(data_class)).array(3).uint(wrap.epoch).bytes(wrap.key_id).bytes(wrap.box);
    w.map(fields.size());
    for (const auto& [field, box] : fields) w.put_bytes(static_cast<std::uint64_t>(field), box);
    return w.take();
  }

  static Result<SealedBlob> decode(ByteView body) {
    cbor::Reader r(body);
    SealedBlob out;
    TRY(r.array());
    TRY_ASSIGN(std::size_t count, r.map());
    for (; count > 0; --count) {
      TRY_ASSIGN(const std::uint64_t data_class, r.uint());
      TRY(r.array());
      Wrap wrap;
      TRY_ASSIGN(const std::uint64_t epoch, r.uint());
      TRY_ASSIGN(const ByteView key_id, r.bytes());
      TRY_ASSIGN(const ByteView box, r.bytes());
      wrap.epoch = static_cast<std::uint32_t>(epoch);
      wrap.key_id = to_bytes(key_id);
      wrap.box = to_bytes(box);
      out.wraps.emplace(static_cast<DataClass>(data_class), std::move(wrap));
    }
    TRY_ASSIGN(count, r.map());
    for (; count > 0; --count) {
      TRY_ASSIGN(const std::uint64_t field, r.uint());
      TRY_ASSIGN(const ByteView box, r.bytes());
      out.fields.emplace(static_cast<Field>(field), to_bytes(box));
    }
    TRY(r.expect_end());
    return out;
  }
};

}  // namespace tipstaff::roll
