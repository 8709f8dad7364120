using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Imaginator.Prose.Tests.Tutorials;

/// <summary>Finds the blocks of code of a document, by the same rules as <c>tests/long/plugin-tutorial.sh</c>.</summary>
internal static partial class TutorialBlocks
{
    private const string Fence = "```";

    public static ImmutableArray<TutorialBlock> Of(string document)
    {
        var blocks = ImmutableArray.CreateBuilder<TutorialBlock>();
        var lines = document.Split('\n');
        var claim = Match.Empty;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                var end = Array.IndexOf(lines, Fence, i + 1);
                Assert.True(end > 0, $"line {i + 1}: the block has no end");
                var language = lines[i][Fence.Length..];
                var text = string.Concat(lines[(i + 1)..end].Select(line => line + "\n"));
                blocks.Add(new TutorialBlock(KindOf(claim, language), i + 1, language, claim.Groups["path"].Value, text));
                claim = Match.Empty;
                i = end;
            }
            else if (lines[i].Length > 0)
            {
                claim = Claim().Match(lines[i]);
            }
        }

        return blocks.ToImmutable();
    }

    private static TutorialBlockKind KindOf(Match claim, string language) => language switch
    {
        _ when claim.Success => claim.Value[0] == 'F' ? TutorialBlockKind.File : TutorialBlockKind.TemplateFile,
        "sh" => TutorialBlockKind.Commands,
        "text" => TutorialBlockKind.Output,
        _ => TutorialBlockKind.Illustration,
    };

    [GeneratedRegex("^(File|The template makes) `(?<path>[^`]+)`:$")]
    private static partial Regex Claim();
}
