// The words of the page for the floor, in English.
import { speaker } from "../parts/words.js";

export const said = speaker({
  "Không đại diện HTX": "Not for a cooperative",
  "Chưa rõ HTX": "Cooperative not known",
  "Chưa rõ": "Not known",
  "Chưa chọn cơ quan": "No body chosen",
  "{0} · hạn {1}": "{0} · due {1}",
  "Ghi lời nêu rồi nhấn Enter.": "Write what was said, then press Enter.",
  "Ghi người trả lời và tóm tắt lời đáp, hoặc chọn nợ trả lời bằng văn bản.": "Write who answered and what, or choose that a written answer is owed.",
  "Phiên đăng nhập đã hết.": "Your session has ended.",
  "Mất mạng từ {0}.": "No network since {0}.",
  "Mở trang đăng nhập ở thẻ khác rồi quay lại; ý kiến vẫn nằm trên máy này.": "Sign in in another tab and come back; the questions stay on this device.",
  "{0} ý kiến nằm trên máy này và tự gửi khi có mạng. Cứ ghi tiếp.": "Questions kept on this device: {0}. They are sent when the network is back. Go on writing.",
  "Đã gửi hết lúc {0}": "All sent at {0}",
  "Đã trả lời tại chỗ": "Answered on the spot",
  "Nợ trả lời": "Answer owed",
  "Chưa rõ cơ quan": "Body not known",
  "đã lưu": "saved",
  "chờ gửi": "waiting to be sent",
  "Sửa": "Change",
  " ý kiến số {0}": " question {0}",
  "Ý kiến {0}": "Question {0}",
});
