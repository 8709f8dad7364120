using System.Collections.Immutable;

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
            @"\b(whence|thence|hence|hither|thither|henceforth|hitherto|forthwith|lest|albeit|unto|upon|anew|betwixt|amongst|amidst|whilst|till|ere|naught|aught|yonder|wherefore|nay|withal|amiss|aright|alas|whither|afresh|oft|nigh)\b",
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
        new("lies", @"\b(lies|lie|lay) (in|on|at|under|below|beside|next|there|beyond|outside|inside|elsewhere|between|before|above|within)\b|\bwhere (it|they|\w+) (lies|lie|lay)\b", "write is in, or is stored in")
        {
            Not = ["The images lie below the directory.", "the file lies in the cache", "where it lies"],
            But = ["The images are stored below the directory."],
        },
    ];
}
