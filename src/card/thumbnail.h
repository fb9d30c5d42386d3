// The photograph inside a stamp: a picture of some 700 bytes in which a person can be recognised. WebP (RFC 9649),
// because at this size the headers and tables of a JPEG take more than the picture.
#pragma once

#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::card {

inline constexpr int kThumbnailWidth = 48, kThumbnailHeight = 60;

// `portrait_jpeg`: our own encoder's (photo.h). The best quality that fits `most_bytes`. Errors: kInvalid when none
// does.
Result<Bytes> thumbnail(ByteView portrait_jpeg, std::size_t most_bytes);

}  // namespace tipstaff::card
