//! Vietnamese and Chinese names: family name first, which offices here turn round as they please.

use super::{Custom, FamilyName, GivenName};

pub(super) const VIETNAMESE: Custom = Custom {
    code: "vietnamese",
    // A Vietnamese child may hold, or be said to hold, a Chinese passport (practice 2.1).
    nationalities: &[("VN", 94), ("CN", 6)],
    language: "vi",
    script: None,
    female: "Lan, Hương/Huong, Linh, Trang, Thảo/Thao, Mai, Hoa, Ngọc/Ngoc, Hằng/Hang, Phương/Phuong/Fuong, Thủy/Thuy, Yến/Yen,
        Anh, Hạnh/Hanh, Nhung/Nung, Dung/Zung, Vân/Van, Quỳnh/Quynh, Hiền/Hien, Thư/Thu, Tuyết/Tuyet, Nhi, Vy/Vi, My/Mi, Châu/Chau,
        Diệp/Diep, Trâm/Tram, Ngân/Ngan, Xuân/Xuan, Cúc/Cuc, Đào/Dao, Liên/Lien, Giang/Zang, Chi, Hồng/Hong, Huệ/Hue, Thắm/Tham,
        Uyên/Uyen, Trinh, Tiên/Tien, Kiều/Kieu, Loan, Bích/Bich, Hà/Ha, Tâm/Tam, Nga, Oanh, Như/Nhu, Gấm/Gam, Sen",
    male: "Hùng/Hung, Dũng/Dung/Zung, Tuấn/Tuan, Minh, Nam, Hải/Hai, Long, Sơn/Son, Thắng/Thang, Cường/Cuong, Hiếu/Hieu, Huy,
        Khánh/Khanh, Đức/Duc, Phúc/Phuc, Quân/Quan, Tùng/Tung, Bình/Binh, Hưng/Hung, Trung, Hoàng/Hoang, Kiên/Kien, Thành/Thanh,
        Việt/Viet, Anh, Đạt/Dat, Vinh, Toàn/Toan, Phong, Bảo/Bao, Khoa, Lâm/Lam, Tài/Tai, Tiến/Tien, Lộc/Loc, Nhân/Nhan,
        Thịnh/Thinh, Công/Cong, Mạnh/Manh, Chiến/Chien, Quý/Quy, Luân/Luan, Sang, Duy/Zuy, Thiện/Thien, Nghĩa/Nghia, Trí/Tri,
        Đông/Dong, Hậu/Hau, Khôi/Khoi",
    family: "Nguyễn/Nguyen/Ngyuen/Nguyan, Trần/Tran, Lê/Le, Phạm/Pham/Fam, Hoàng/Hoang, Huỳnh/Huynh, Phan, Vũ/Vu, Võ/Vo, Đặng/Dang,
        Bùi/Bui, Đỗ/Do, Hồ/Ho, Ngô/Ngo, Dương/Duong/Dong, Lý/Ly, Đào/Dao, Đoàn/Doan, Vương/Vuong, Trịnh/Trinh, Trương/Truong, Đinh/Dinh,
        Lâm/Lam, Phùng/Phung, Mai, Tô/To, Tạ/Ta, Thái/Thai, Cao, Lương/Luong, Châu/Chau, Tăng/Tang, Quách/Quach, Hà/Ha, Kiều/Kieu",
    given_name: GivenName::Middle {
        female: "Thị/Thi, Ngọc/Ngoc, Thu, Thanh, Kim, Minh, Hồng/Hong, Phương/Phuong, Bích/Bich, Mỹ/My, Diệu/Dieu, Khánh/Khanh, Bảo/Bao, Như/Nhu",
        male: "Văn/Van, Đức/Duc, Minh, Quang, Hữu/Huu, Thanh, Xuân/Xuan, Ngọc/Ngoc, Công/Cong, Đình/Dinh, Quốc/Quoc, Trung, Viết/Viet, Gia, Hải/Hai, Trọng/Trong",
    },
    family_name: FamilyName::HandedDown { stems: "", endings: "" },
    family_first: true,
    feminine: &[],
    birthplaces: &["Nghệ An", "Hà Tĩnh", "Hải Phòng", "Quảng Bình", "Hưng Yên", "Thanh Hóa"],
};

pub(super) const CHINESE: Custom = Custom {
    code: "chinese",
    nationalities: &[("CN", 100)],
    language: "zh",
    script: Some("Hans"),
    female: "Mei=美, Xiu=秀, Ling=玲, Yan=燕, Fang=芳, Na=娜, Jing=静, Li=丽, Juan=娟, Xia=霞, Hong=红, Ying=英, Hua=华, Lan=兰, Xue=雪,
        Ting=婷, Qin=琴, Yun=云, Ping=萍, Yue=月, Zhen=珍, Qing=青, Rong=蓉, Dan=丹, Min=敏, Hui=慧, Jia=佳, Xin=欣, Yu=玉, Xiao=小, Shu=淑,
        Chun=春, Lian=莲, Qiao=巧, Feng=凤, Ai=爱",
    male: "Wei=伟, Qiang=强, Lei=磊, Jun=军, Yang=洋, Yong=勇, Jie=杰, Tao=涛, Ming=明, Chao=超, Gang=刚, Bo=波, Hao=浩, Jian=建, Bin=斌,
        Peng=鹏, Fei=飞, Dong=东, Hai=海, Kai=凯, Liang=亮, Ning=宁, Guo=国, Long=龙, Feng=峰, Xiang=祥, Zhi=志, Wen=文, Zhong=忠, Cheng=成,
        Xiao=晓, Hui=辉, Yu=宇, De=德, Jia=家, Sheng=胜",
    family: "Wang/Wong=王, Li/Lee=李, Zhang/Chang/Cheung=张, Liu/Lau=刘, Chen/Chan/Chin=陈, Yang/Yeung=杨, Huang/Wong=黄, Zhao/Chao=赵,
        Wu/Ng=吴, Zhou/Chow=周, Xu/Hsu=徐, Sun=孙, Ma=马, Zhu/Chu=朱, Hu=胡, Guo/Kwok=郭, He/Ho=何, Lin/Lam/Lim=林, Gao/Kao=高, Luo/Lo=罗,
        Zheng/Cheng=郑, Liang/Leung=梁, Xie/Hsieh=谢, Song/Sung=宋, Tang/Tong=唐, Feng/Fung=冯, Deng/Tang=邓, Cao/Tsao=曹, Peng/Pang=彭,
        Zeng/Tsang=曾, Xiao/Hsiao=肖, Pan/Poon=潘, Yuan/Yuen=袁, Cai/Tsai/Choi=蔡, Jiang/Chiang=江, Ye/Yip=叶, Wei/Ngai=魏, Lu/Lo=卢,
        Jin/Kam=金, Shi/Shek=石, Weng/Yung=翁, You/Yau=游",
    given_name: GivenName::TwoSyllables,
    family_name: FamilyName::HandedDown { stems: "", endings: "" },
    family_first: true,
    feminine: &[],
    birthplaces: &["Fuqing, Fujian", "Changle, Fujian", "Putian, Fujian", "Wenzhou, Zhejiang", "Tieling, Liaoning"],
};
