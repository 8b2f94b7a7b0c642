// Characters that look like a Latin letter or a digit, from Unicode's confusables.txt: single characters of ten scripts.

/**
 * A character and its prototype, in turn: the pairs of confusables.txt (Unicode 13.0, UTS #39) whose prototype is one
 * ASCII letter or digit, for these scripts. Left out: characters that NFKC turns into ASCII (full-width and
 * mathematical letters), other prototypes, and scripts without modern names.
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

/** The prototype of a character: what it looks like, or the character itself. `m` looks like `rn`. */
export function prototype(character: string): string {
  return character === 'm' ? 'rn' : (PROTOTYPES.get(character) ?? character);
}
