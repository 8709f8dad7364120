using System.Collections.Frozen;
using System.Text;

namespace Imaginator.Building.Identities;

/// <summary>The names of this machine, with and without domain. Immutable.</summary>
internal sealed class HostNames
{
    private const string Replacement = "localhost";

    // Names of installers and examples, and words in the configuration of mail servers: their occurrence in a file says nothing.
    private static readonly FrozenSet<string> CommonNames = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "localhost", "localdomain", "(none)", "debian", "ubuntu", "fedora", "linux", "host", "server", "build", "builder", "root",
        "mail", "mailhub", "smtp", "relay", "postfix", "sendmail", "exim", "exim4", "nullmailer");

    private readonly FrozenSet<string> _names;

    /// <param name="name">The host name of the kernel, possibly with a domain.</param>
    public HostNames(string name)
    {
        name = name.Trim().TrimEnd('.');
        _names = new[] { name, name.Split('.')[0] }
            .Where(part => part.Length > 0 && part is not ("localhost" or "(none)"))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The names of the machine that this program runs on.</summary>
    public static HostNames OfThisMachine() => new(File.ReadAllText("/proc/sys/kernel/hostname"));

    /// <summary>Whether a text is one of the names and nothing else.</summary>
    public bool Is(string text) => _names.Contains(text.Trim());

    /// <summary>Whether a text contains one of the names as a word, and the name is not one that many machines have.</summary>
    public bool AreIn(string text) => Words(text).Any(word => IsTelling(text[word]));

    /// <summary>
    /// Replaces the names in a text by <c>localhost</c>. A name that is also an ordinary word, as <c>postfix</c> in the path of its
    /// directory, is replaced only if it is the whole text.
    /// </summary>
    public string Replace(string text)
    {
        var result = new StringBuilder();
        var end = 0;
        var whole = Is(text);
        foreach (var word in Words(text).Where(word => _names.Contains(text[word]) && (whole || !CommonNames.Contains(text[word]))))
        {
            var (start, length) = word.GetOffsetAndLength(text.Length);
            result.Append(text, end, start - end).Append(Replacement);
            end = start + length;
        }

        return result.Append(text, end, text.Length - end).ToString();
    }

    private bool IsTelling(string word) => word.Length >= 4 && !CommonNames.Contains(word) && _names.Contains(word);

    /// <summary>The longest runs of letters that names of machines consist of.</summary>
    private static IEnumerable<Range> Words(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '.' or '_'))
            {
                continue;
            }

            // The period at the end of a sentence, or of an absolute domain name.
            var end = i;
            while (end > start && text[end - 1] == '.')
            {
                end--;
            }

            if (end > start)
            {
                yield return start..end;
            }

            start = i + 1;
        }
    }
}
