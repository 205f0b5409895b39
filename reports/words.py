"""How the figures are counted, in words that stand on the page and in the workbook."""

DEFINITIONS = {
    "Nhận": "Kiến nghị có ngày nhận trong kỳ. Kiến nghị đã rút hay không thụ lý vẫn được tính.",
    "Đến hạn": "Kiến nghị có hạn trả lời trong kỳ và hạn ấy đã qua. Không tính kiến nghị mà hợp "
    "tác xã rút, hoặc kết thúc vì không bổ sung, khi còn trong hạn.",
    "Đúng hạn": "Văn bản trả lời ký trong hạn. Kiến nghị được xem xét lại chỉ đúng hạn khi lần "
    "trả lời sau cũng trong hạn. Tính theo hạn ghi trong lịch sử, không theo ngày kết "
    "thúc hồ sơ.",
    "Không thụ lý": "Đến hạn mà đã báo không thụ lý trong hạn. Không cộng vào đúng hạn, nên không "
    "làm tỷ lệ đẹp lên.",
    "Trễ": "Đến hạn mà chưa trả lời, trả lời sau hạn, hoặc đóng sau hạn bằng cách nào cũng vậy.",
    "Đang mở": "Chưa có trả lời tính đến hôm nay, bất kể kỳ nào. Lâu nhất: số ngày kể từ ngày "
    "nhận của hồ sơ cũ nhất.",
    "Trung vị": "Số ngày (kể cả ngày nghỉ) từ khi nhận đến khi một nửa đã có trả lời, ước lượng "
    "theo Kaplan – Meier: hồ sơ chưa có trả lời vẫn được tính là đang chờ, kể cả đã "
    "rút hay không thụ lý.",
    "Trả lại": "Số lần dự thảo bị trả lại để sửa; theo cơ quan thì là số lần cơ quan trả lại văn "
    "bản chuyển.",
    "Xem xét lại": "Số kiến nghị nhận trong kỳ mà hợp tác xã đã đề nghị xem xét lại.",
    "Kết quả": "Liên minh ghi việc đã đến đâu, cho kiến nghị nhận trong kỳ; đứng cạnh đánh giá.",
    "Hài lòng": "Đánh giá của hợp tác xã về câu trả lời, cho kiến nghị nhận trong kỳ.",
    "Tỷ lệ": "Nhóm có ít hơn 10 thì chỉ ghi số đếm, không ghi phần trăm và trung vị.",
}
