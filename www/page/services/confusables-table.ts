// Characters that are taken for a Latin letter or a digit, as Unicode lists them: single characters of ten scripts.

/**
 * Look-alike and what it is taken for, in turn: the pairs of confusables.txt (Unicode 13.0, UTS #39) that lead to one
 * letter or digit of ASCII, for these scripts. Left out: what NFKC turns into ASCII already (full-width and
 * mathematical letters), pairs that lead elsewhere, scripts that nobody writes names in today.
 */
const PAIRS = {
  ASCII: '0O1lIl|l',
  Latin:
    'ıiƄbƍgƖlƦRƧ2Ʒ3Ƽ5ƽsǀlȜ3Ȣ8ȣ8ɑaɡgɣyɩiɪiɯwʋuʏyᴄcᴏoᴑoᴜuᴠvᴡwᴢzᶃgᶌyẝfỿyꜱsꝚ2Ꝫ3Ꝯ9ꞘFꞙfꞟuꞫ3ꞲJꞳXꞴBꬲeꬵfꬽoꭇrꭈrꭎuꭒuꭚy',
  Greek: 'ͿJΑAΒBΕEΖZΗHΙlΚKΜMΝNΟOΡPΤTΥYΧXαaγyιiνvοoρpσoυuϜFϳjϺMᴦr𝈆3𝈍V𝈒7𝈓F𝈖R𝈪L',
  Cyrillic: 'ЅSІlЈJАAВBЕEЗ3КKМMНHОOРPСCТTУYХXЬbаaб6гrеeоoрpсcуyхxѕsіiјjѡwѴVѵvҮYүyһhҽeӀlӏiӠ3ԁdԌGԛqԜWԝwꙄ2ꙇi',
  Armenian: 'ՍUՏSՕOաwգqզqհhոnռnսuցgքfօo',
  Cherokee: 'ᎠDᎡRᎢTᎥiᎩYᎪAᎫJᎬEᎳWᎷMᎻHᎽYᏀGᏂhᏃZᏎ4ᏏbᏒRᏔWᏕSᏙVᏚSᏞLᏟCᏢPᏦKᏧdᏮ6ᏳGᏴBꭵiꮁrꮃwꮓzꮩvꮪsꮯc',
  Coptic: 'Ϩ2ⲅrⲎHⲒlⲔKⲘMⲚNⲞOⲟoⲢPⲣpⲤCⲥcⲦTⲨYⲬXⳊ9Ⳍ3ⳐLⳒ6',
  Lisu: 'ꓐBꓑPꓒdꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲlꓳOꓴU',
  Canadian: 'ᐯVᑌUᑭPᑯdᑲbᒍJᒪLᒿ2ᕁxᕼHᕽxᖇRᖯbᖴFᗅAᗞDᗪDᗰMᗷB᙭X᙮x',
  Hebrew: '׀lוlטvןlסo',
  Georgian: 'ყyჿo',
} as const;

const PROTOTYPES: ReadonlyMap<string, string> = new Map(
  Object.values(PAIRS).flatMap((pairs) => {
    const characters = [...pairs];
    return characters.flatMap((character, at) =>
      at % 2 === 0 ? [[character, characters[at + 1] ?? ''] as const] : [],
    );
  }),
);

/** What a character is taken for; itself where the table has nothing. `m` is taken for `rn`. */
export function prototype(character: string): string {
  return character === 'm' ? 'rn' : (PROTOTYPES.get(character) ?? character);
}
