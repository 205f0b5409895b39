// The words that scripts say. Written in Vietnamese; English where the page is in English.
const ENGLISH = {
  "Đã chọn {0} hồ sơ": "Dossiers chosen: {0}",
  "Thừa {0} ký tự": "{0} characters too many",
  "Còn {0} ký tự": "{0} characters left",
  "Đề nghị {0}": "Demand {0}",
  " đề nghị {0}": " demand {0}",
  "Bỏ": "Remove",
  "Vừa có bản khác được lưu. Bấm lưu hoặc tiếp tục để xem cả hai.": "Another version was just saved. Save or continue to see both.",
  "Lưu {0}": "Saved {0}",
  "Chưa lưu được, sẽ thử lại.": "Not saved yet, will try again.",
  "Mất mạng, chưa lưu được. Sẽ thử lại.": "No network, not saved yet. Will try again.",
};

// Returns the function that says a text with its values in the language of the page.
export function speaker(english) {
  const isEnglish = document.documentElement.lang === "en";
  return (text, ...values) => (isEnglish && english[text] || text).replace(/\{(\d)\}/g, (_, at) => values[at]);
}

export const said = speaker(ENGLISH);
