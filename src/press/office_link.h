// A press's end of the press protocol: what an agent (or whoever holds a press's identity) can ask of its office. Over
// TLS: http/press_link.h. Errors are the office's own, with their codes; kUnavailable also when there was no answer, in
// which case it is not known whether the office acted: every call but alarm may be repeated.
#pragma once

#include <string>
#include <vector>

#include "press/wire.h"

namespace tipstaff::press {

class OfficeLink {
 public:
  virtual ~OfficeLink() = default;
  virtual Result<Enrolled> enrol(const Enrolment& enrolment) = 0;
  virtual Result<Enrolled> enrolled(const std::string& code_id, ByteView mac) = 0;
  virtual Result<std::vector<ListedItem>> list(std::size_t most) = 0;
  virtual Result<Bytes> locked(const ItemId& item) = 0;
  virtual Result<Bytes> release(const ItemId& item) = 0;  // the key, in a box for this press
  virtual Result<void> receipt(ByteView signed_receipt) = 0;
  virtual Result<std::string> alarm(std::string_view words) = 0;
};

// Straight to an office in the same process, as the press that the certificate names.
class DirectLink final : public OfficeLink {
 public:
  DirectLink(PressOffice& office, const Hash& certificate) : office_(office), certificate_(certificate) {}

  Result<Enrolled> enrol(const Enrolment& enrolment) override { return office_.enrol(enrolment); }
  Result<Enrolled> enrolled(const std::string& code_id, ByteView mac) override {
    return office_.enrolled(code_id, mac);
  }
  Result<std::vector<ListedItem>> list(std::size_t most) override { return office_.list(certificate_, most); }
  Result<Bytes> locked(const ItemId& item) override { return office_.locked(certificate_, item); }
  Result<Bytes> release(const ItemId& item) override { return office_.release(certificate_, item); }
  Result<void> receipt(ByteView signed_receipt) override { return office_.receipt(certificate_, signed_receipt); }
  Result<std::string> alarm(std::string_view words) override { return office_.alarm(certificate_, words); }

 private:
  PressOffice& office_;
  Hash certificate_;
};

}  // namespace tipstaff::press
