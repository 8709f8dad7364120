using Imaginator.Files;
using Imaginator.Scanning.Filtering;
using Imaginator.Scanning.Filtering.Syntax;

namespace Imaginator.Building.Filtering;

public sealed class GoRegexTests
{
    // Pattern, text, whether the pattern matches from the start of the text: what Go's regexp says with "^(?:…)".
    [Theory]
    // Anchors: only the very end, not before a line feed there.
    [InlineData("a$", "a", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData("(?m)a\n^b", "a\nb", true)]
    [InlineData("a\n^b", "a\nb", false)]
    [InlineData(@"\Aa\z", "a", true)]
    [InlineData(@"\Aa\z", "a\n", false)]
    [InlineData("^*a", "a", true)]
    // The dot, and flags until the end of their group.
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("(?s:a.)b.", "a\nb\n", false)]
    [InlineData("(?s-s)a.b", "a\nb", false)]
    [InlineData("(a(?i)b|c)d", "aBd", true)]
    [InlineData("(a(?i)b|c)d", "Cd", true)]
    [InlineData("(a(?i)b|c)d", "abD", false)]
    [InlineData("(?U)a+?b", "aab", true)]
    [InlineData("(?i-s:A)", "a", true)]
    // Groups.
    [InlineData("(?P<n>a)(?<m>b)(?:c)", "abc", true)]
    [InlineData("(|a)b", "b", true)]
    [InlineData("()", "", true)]
    // Only ASCII is a digit, a word character, a space.
    [InlineData(@"\d", "7", true)]
    [InlineData(@"\d", "\u0667", false)]
    [InlineData(@"\D", "\u0667", true)]
    [InlineData(@"\w+$", "aZ_9", true)]
    [InlineData(@"\w", "é", false)]
    [InlineData(@"\W", "é", true)]
    [InlineData(@"\s", " ", true)]
    [InlineData(@"\s", "\v", false)]
    [InlineData(@"\s", "\u00A0", false)]
    [InlineData(@"[[:space:]]", "\v", true)]
    [InlineData(@"[\d\-x]+$", "1-x", true)]
    [InlineData(@"[^\D]", "5", true)]
    // Word boundaries are those of ASCII.
    [InlineData(@"a\b", "a", true)]
    [InlineData(@"a\b", "ab", false)]
    [InlineData(@"a\b", "aé", true)]
    [InlineData(@"a\B", "aé", false)]
    [InlineData(@"é\b", "é", false)]
    [InlineData(@"é\B", "é", true)]
    [InlineData(@"é\bx", "éx", true)]
    [InlineData(@".\b.", "é😀", false)]
    [InlineData(@".\B.$", "é😀", true)]
    [InlineData(@"a\b[^a-z]b\b\b", "a\U0001F600b", true)]
    // Classes.
    [InlineData("[^]a]", "b", true)]
    [InlineData("[^]a]", "]", false)]
    [InlineData("[]a]+$", "]a", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[^a]", "\n", true)]
    [InlineData("[a-z-[aeiou]]", "b]", true)]
    [InlineData("[a-z-[aeiou]]", "b", false)]
    [InlineData("[a-z-[aeiou]]", "[]", true)]
    [InlineData("[[:alpha:]_]+$", "aZ_", true)]
    [InlineData("[[:alpha:]]", "é", false)]
    [InlineData("[[:^alpha:]]", "é", true)]
    [InlineData("[^[:^alpha:]]", "a", true)]
    [InlineData("[[:word:][:punct:]]+$", "a_9!~", true)]
    [InlineData("[:alpha:]+$", "alpha:", true)]
    [InlineData("[[.a.]]", ".]", true)]
    [InlineData(@"[\x41-\x{43}]", "B", true)]
    [InlineData(@"[\]\[\^\\]+$", "][^\\", true)]
    [InlineData("[&&a]", "&", true)]
    [InlineData("[a^]", "^", true)]
    [InlineData(@"[^\x00-\x{10FFFF}]|b", "a", false)]
    // Unicode classes.
    [InlineData(@"\pN", "٣", true)]
    [InlineData(@"\p{Lu}\P{Lu}", "Éé", true)]
    [InlineData(@"\p{^Lu}", "É", false)]
    [InlineData(@"[^\pL]", "é", false)]
    [InlineData(@"\pL", "\U00010400", true)]
    [InlineData(@"\p{Any}", "😀", true)]
    // Escapes.
    [InlineData(@"\Qa.b*\E+", "a.b**", true)]
    [InlineData(@"\Qa.b", "a.b", true)]
    [InlineData(@"\Qa.b", "axb", false)]
    [InlineData(@"\101\x41\x{41}\x{1F600}", "AAA😀", true)]
    [InlineData(@"\0", "\u0001", false)]
    [InlineData(@"\11", "\t", true)]
    [InlineData(@"\1011", "A1", true)]
    [InlineData(@"\a\f\n\r\t\v", "\a\f\n\r\t\v", true)]
    [InlineData(@"\/\.\_\-\ \#", "/._- #", true)]
    [InlineData("# x", "# x", true)]
    // Repetition: what is no count is text.
    [InlineData("a{2}$", "aa", true)]
    [InlineData("a{2}$", "aaa", false)]
    [InlineData("a{2,}$", "aaaa", true)]
    [InlineData("a{1,2}?$", "aa", true)]
    [InlineData("a{0}b", "b", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("a{x}", "a{x}", true)]
    [InlineData("a{02}", "a{02}", true)]
    [InlineData("a{1000}", "a", false)]
    [InlineData("(a{10}){100}", "a", false)]
    [InlineData("{", "{", true)]
    [InlineData("a*?b", "aab", true)]
    [InlineData("]}", "]}", true)]
    // Case: Unicode's simple folding; nothing depends on a culture.
    [InlineData("(?i)K", "\u212A", true)]
    [InlineData("(?i)\u212A", "k", true)]
    [InlineData("(?i)s", "\u017F", true)]
    [InlineData("(?i)σ", "ς", true)]
    [InlineData("(?i)i", "\u0130", false)]
    [InlineData("(?i)ß", "ẞ", true)]
    [InlineData("(?i)[k-m]", "L", true)]
    [InlineData("(?i)[^k]", "K", false)]
    [InlineData("(?i)[[:upper:]]", "z", true)]
    [InlineData("(?i)\U00010400", "\U00010428", true)]
    [InlineData("k", "K", false)]
    // One character is one, whatever its length in UTF-16.
    [InlineData("/.$", "/😀", true)]
    [InlineData("/..$", "/😀", false)]
    [InlineData("/[^a]$", "/😀", true)]
    [InlineData("[😀-😂]", "😁", true)]
    [InlineData("[😀-😂]", "😃", false)]
    // Empty alternatives and texts.
    [InlineData("", "", true)]
    [InlineData("a|", "b", true)]
    [InlineData("/a|/b", "/b", true)]
    [InlineData("/a|/b", "/x/b", false)]
    public void Matches_AsGoDoes(string pattern, string text, bool expected)
    {
        Assert.Equal(expected, GoRegex.Compile(pattern, fullMatch: false).IsMatch(text));
    }

    [Theory]
    [InlineData("/.$", new byte[] { 0xFF }, true)]
    [InlineData("/..$", new byte[] { 0xC3, (byte)'(' }, true)]
    [InlineData("/.$", new byte[] { 0xC3, 0xA9 }, true)]
    [InlineData(@"/\x{FFFD}$", new byte[] { 0xFF }, true)]
    [InlineData(@"/[^\x{FFFD}]$", new byte[] { 0xFF }, false)]
    [InlineData(@"/.\b", new byte[] { 0xFF }, false)]
    [InlineData(@"/.\ba", new byte[] { 0xFF, (byte)'a' }, true)]
    public void BytesThatAreNotText_CountAsReplacementCharacter(string pattern, byte[] name, bool expected)
    {
        Assert.Equal(expected, GoRegex.Compile(pattern, fullMatch: false).IsMatch("/" + FileName.Decode(name)));
    }

    [Fact]
    public void Refuses_PatternThatIsNotText()
    {
        var exception = Assert.Throws<GoRegexException>(() => GoRegex.Compile("/\uDCFF", fullMatch: false));

        Assert.Equal(2, exception.Column);
        Assert.Contains("UTF-8", exception.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a|ab", "ab", true)]
    [InlineData("a|ab", "abc", false)]
    [InlineData("debian/.*", "debian/", true)]
    [InlineData("a", "a\n", false)]
    [InlineData("a$", "a", true)]
    public void FullMatch_ReachesFromStartToEnd(string pattern, string text, bool expected)
    {
        Assert.Equal(expected, GoRegex.Compile(pattern, fullMatch: true).IsMatch(text));
    }

    [Theory]
    [InlineData("/a(?=b)", 3, "look-ahead")]
    [InlineData("/a(?!b)", 3, "look-ahead")]
    [InlineData("(?<=b)a", 1, "look-behind")]
    [InlineData("(?<!b)a", 1, "look-behind")]
    [InlineData("(?>a)", 1, "atomic")]
    [InlineData("(?(1)a|b)", 1, "conditional")]
    [InlineData("(?#x)", 1, "comment")]
    [InlineData("(?'n'a)", 1, "(?P<name>")]
    [InlineData("(?x)a", 1, "or the flags")]
    [InlineData("(?n:a)", 1, "or the flags")]
    [InlineData("(?i-)a", 1, "or the flags")]
    [InlineData("(?P<n>a)(?P=n)", 9, "back reference")]
    [InlineData("(?P<n>a)(?P<n>b)", 9, "two groups")]
    [InlineData("(?P<n-m>a)", 1, "name")]
    [InlineData("(?P<n", 1, "name")]
    [InlineData(@"(a)\1", 4, "back reference")]
    [InlineData(@"(a)\9", 4, "back reference")]
    [InlineData(@"\k<n>", 1, "back reference")]
    [InlineData(@"a\Z", 2, "write \"\\z\"")]
    [InlineData(@"\Ga", 1, "remove it")]
    [InlineData(@"\C", 1, "one byte")]
    [InlineData(@"[\b]", 2, "\\x08")]
    [InlineData(@"\u0041", 1, "\\x{")]
    [InlineData(@"\cA", 1, "\\x01")]
    [InlineData(@"\y", 1, "remove the backslash")]
    [InlineData(@"\é", 1, "remove the backslash")]
    [InlineData(@"a\", 2, "escapes nothing")]
    [InlineData(@"\x4", 1, "two digits")]
    [InlineData(@"\x{}", 1, "two digits")]
    [InlineData(@"\x{110000}", 1, "two digits")]
    [InlineData(@"\x{FFFFFFFF}", 1, "two digits")]
    [InlineData(@"\x{41", 1, "two digits")]
    [InlineData(@"\p{Greek}", 1, "ranges")]
    [InlineData(@"\p{IsGreek}", 1, "ranges")]
    [InlineData(@"\p{Lu", 1, "never closed")]
    [InlineData(@"\p", 1, "unknown")]
    [InlineData("[a", 1, "never closed")]
    [InlineData("[]", 1, "never closed")]
    [InlineData("[[:foo:]]", 2, "alnum")]
    [InlineData("[z-a]", 2, "ends before it starts")]
    [InlineData(@"[a-\d]", 4, "remove the backslash")]
    [InlineData("(a", 1, "never closed")]
    [InlineData("(?", 1, "never closed")]
    [InlineData("a)", 2, "closes nothing")]
    [InlineData("*a", 1, "nothing to repeat")]
    [InlineData("a|*", 3, "nothing to repeat")]
    [InlineData("(+)", 2, "nothing to repeat")]
    [InlineData("{2}", 1, "nothing to repeat")]
    [InlineData("a**", 3, "repeats a repetition")]
    [InlineData("a{2}{3}", 5, "repeats a repetition")]
    [InlineData("a*+", 2, "possessive")]
    [InlineData("a{1001}", 2, "1000")]
    [InlineData("a{2,1}", 2, "1000")]
    [InlineData("a{99999999999}", 2, "1000")]
    [InlineData("(a{100}){100}", 9, "1000")]
    [InlineData("(abcdefghijk){1000}", 1, "too large")]
    public void Refuses_WhatGoRefuses_SayingWhereAndWhatToWriteInstead(string pattern, int column, string problem)
    {
        var exception = Assert.Throws<GoRegexException>(() => GoRegex.Compile(pattern, fullMatch: false));

        Assert.Equal(column, exception.Column);
        Assert.Contains(problem, exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_GroupsNestedWithoutBound()
    {
        var pattern = new string('(', 100_000);

        Assert.Throws<GoRegexException>(() => GoRegex.Compile(pattern, fullMatch: false));
    }

    [Fact]
    public void Matches_InLinearTime()
    {
        // Exponential for a backtracking matcher; here a matter of microseconds.
        var regex = GoRegex.Compile("(a*)*(a|aa)+b", fullMatch: true);

        Assert.False(regex.IsMatch(new string('a', 100_000)));
    }

    [Fact]
    public void StatesThatGrowWithoutBound_AreForgotten()
    {
        // Each text of a and b up to 16 characters before the c is a state of its own: 65,536 of them.
        var regex = GoRegex.Compile("[ab]*a[ab]{16}c", fullMatch: true);
        var random = new Random(1);
        for (var i = 0; i < 3_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 60).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));

            Assert.Equal(text[43] == 'a', regex.IsMatch(text + "c"));
        }
    }

    [Fact]
    public void Matches_FromManyThreadsAtOnce()
    {
        var regex = GoRegex.Compile("/(a|b)*[^/]+/x{3}$", fullMatch: false);

        Parallel.For(0, 2_000, i => Assert.Equal(i % 2 == 0, regex.IsMatch($"/ab{i}/xx{(i % 2 == 0 ? "x" : "y")}")));
    }
}
