using System.Text;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Finds the lines that contain a text, in letters of any case. Not thread-safe.</summary>
internal sealed class LogFinder(string text, int maximum) : ILogLines
{
    private const int ShownLength = 200;

    private readonly List<LogMatch> _matches = [];

    /// <summary>The lines, at most the maximum and one more.</summary>
    public List<LogMatch> Matches => _matches;

    public bool Add(in BuildLogLine line)
    {
        var plain = ToPlain(Encoding.UTF8.GetString(line.Text));
        if (plain.Contains(text, StringComparison.OrdinalIgnoreCase))
        {
            _matches.Add(new LogMatch(line.Number, plain.Length <= ShownLength ? plain : plain[..ShownLength] + "…"));
        }

        return _matches.Count <= maximum;
    }

    // What the page shows: colours do not divide words.
    private static string ToPlain(string line)
    {
        if (!line.Any(char.IsControl))
        {
            return line;
        }

        var text = line.AsSpan();
        var plain = new StringBuilder(line.Length);
        var style = AnsiStyle.Plain;
        while (!text.IsEmpty)
        {
            if (text[0] == AnsiSequence.Escape)
            {
                text = text[AnsiSequence.Read(text, ref style)..];
                continue;
            }

            if (!char.IsControl(text[0]) || text[0] == '\t')
            {
                plain.Append(text[0]);
            }

            text = text[1..];
        }

        return plain.ToString();
    }
}
