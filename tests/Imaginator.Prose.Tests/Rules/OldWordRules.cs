using System.Collections.Immutable;
using Imaginator.Prose.Tests.Texts;
using static Imaginator.Prose.Tests.Rules.Patterns;

namespace Imaginator.Prose.Tests.Rules;

/// <summary>Words that manuals of today do without.</summary>
internal static class OldWordRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("there-adverb", @"\b(there|here|where)(of|in|by|to|upon|with|from|after|unto|fore)\b(?<!\btherefore|\bwherein\.)", "write of it, in it, by this, afterwards")
        {
            Not = ["the image and the parts thereof", "hereby the lock ends", "a directory wherein it writes"],
            But = ["the image and its parts"],
        },
        new("old-word",
            @"\b(whence|thence|hence|hither|thither|henceforth|hitherto|forthwith|lest|albeit|unto|upon|anew|betwixt|amongst|amidst|whilst|till|ere|naught|aught|yonder|wherefore|nay|withal|amiss|aright|alas|whither|afresh|oft|nigh|seldom|mend(s|ed|ing)?)\b",
            "use today's word: so that … not, although, on, again, among, while, until")
        {
            Not = ["It is written anew.", "it waits till the build ends", "upon start"],
            But = ["It is written again.", "it waits until the build ends"],
        },
        new("meanwhile", @"\bmeanwhile\b", "write while and what happens, or in the meantime")
        {
            Not = ["the file was changed meanwhile", "Meanwhile, builds wait."],
            But = ["the file was changed during the build"],
        },
        new("for-ever", @"\b(for ever|for evermore)\b", "write indefinitely, permanently or without limit")
        {
            Not = ["0 to keep it for ever"],
            But = ["0 to keep it indefinitely"],
        },
        new("in-force", @"\bin force\b", "write active, in effect or in use")
        {
            Not = ["the old configuration stays in force"],
            But = ["the old configuration stays active"],
        },
        new("alike", @"\balike\b", "write similar, or both")
        {
            Not = ["On a Debian (or alike) machine", "read by the script and the unit alike"],
            But = ["On a Debian machine or similar", "read by both the script and the unit"],
        },
        new("beside", @"\bbeside\b", "write next to, in the same directory as, or in addition to")
        {
            Not = ["The lock file is beside the image."],
            But = ["The lock file is next to the image."],
        },
        new("bring-along", @"\b(brings?|brought|bringing) along\b|\bthat (it|the \w+) brings\b", "write built-in, includes or ships with")
        {
            Not = ["the store that it brings along"],
            But = ["the built-in store"],
        },
        new("is-over", @"\b(is|are|was|were) over\b(?! (\d|\{|an?|the)\b)", "write has finished, or has ended")
        {
            Not = ["builds that are over", "when the build is over"],
            But = ["finished builds", "when the build has ended"],
        },
        new("goes", @"(?<!\bto )(?<!\bas (it|they) )(?<!\bwhere (\S+ ){0,6})\b(?-i:go|goes)" + ClauseEnd + @"|\b(go|goes|went|gone|going) on\b", "write is removed or is deleted; for goes on: continues, happens")
        {
            Kinds = TextKind.Published,
            Not = ["the oldest go", "The link goes, not its target.", "the daemon goes on"],
            But = ["the oldest logs are deleted", "the daemon continues"],
        },
        new("life-of-image", @"\b(images?|it|they|one|daemon) (lives?|lived)\b|\blives on\b|\basked to live\b|\blife of (?!a build\b)|'s (life|lives)\b|\b(kept|keeps?) alive\b", "write lifetime, expires or extends the expiration")
        {
            Kinds = TextKind.Published,
            Not = ["the image's life is extended", "the time that the image lives", "the image lives on until then"],
            But = ["the expiration of the image is extended"],
        },
        new("stands", @"\b(stand|stands|stood) (in|as|at|before|behind|beside|between|on|under|below|above|there|where|alone before|after)\b", "write is, appears or is written")
        {
            Not = ["a colon stands before the name", "Names stand in quotation marks."],
            But = ["a colon comes before the name", "The letter stands for a byte."],
        },
        new("need-of", @"\b(have|has|had|no) need (of|for)\b|\bis the matter\b", "write needs, requires, or does not need")
        {
            Not = ["It has no need of a hash."],
            But = ["It needs no hash."],
        },
        new("lies", @"\b(lies|lie|lay) (in|on|at|under|below|beside|next|there|beyond|outside|inside|elsewhere|between|before|above|within)\b|\bwhere (it|they|\w+) (lies|lie|lay)\b", "write is in, or is stored in")
        {
            Not = ["The images lie below the directory.", "the file lies in the cache", "where it lies"],
            But = ["The images are stored below the directory."],
        },
    ];
}
