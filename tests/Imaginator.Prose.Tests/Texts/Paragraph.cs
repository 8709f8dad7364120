namespace Imaginator.Prose.Tests.Texts;

/// <summary>Collects the lines of a paragraph.</summary>
internal sealed class Paragraph(string path, TextKind kind, Func<string, string> mask)
{
    private readonly List<string> _lines = [];
    private int _start;
    private int _last;

    public void Add(int number, string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        if (_lines.Count == 0)
        {
            _start = number;
            _last = number - 1;
        }

        for (; _last < number - 1; _last++)
        {
            _lines.Add("");
        }

        _lines.Add(line.Trim());
        _last = number;
    }

    /// <summary>The paragraph, if there are lines.</summary>
    public IEnumerable<Text> End()
    {
        if (_lines.Count == 0)
        {
            return [];
        }

        var value = mask(string.Join('\n', _lines));
        var trimmed = value.TrimStart();
        // Lines that held nothing but tags.
        var skipped = value.AsSpan(0, value.Length - trimmed.Length).Count('\n');
        var text = new Text(path, _start + skipped, kind, trimmed.TrimEnd());
        _lines.Clear();
        return [text];
    }

    /// <summary>A text of one line.</summary>
    public Text Single(int number, TextKind singleKind, string line) => new(path, number, singleKind, mask(line).Trim());
}
