namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Makes the ids of the sections of a log, from the names of stages in their order. Not thread-safe.</summary>
internal sealed class StageAnchors
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>The id of the next stage; a name that occurs again gets a number.</summary>
    public string Next(string stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var name = string.Create(stage.Length, stage, static (letters, text) =>
        {
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = char.IsAsciiLetterOrDigit(text[i]) ? char.ToLowerInvariant(text[i]) : '-';
            }
        });
        var count = _seen[name] = _seen.GetValueOrDefault(name) + 1;
        return count == 1 ? $"stage-{name}" : $"stage-{name}-{count}";
    }
}
