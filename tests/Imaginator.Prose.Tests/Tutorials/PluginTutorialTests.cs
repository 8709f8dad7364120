using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Imaginator.Prose.Tests.Tutorials;

/// <summary>
/// The files and commands of <c>docs/plugins.md</c>, without running them: <c>tests/long/plugin-tutorial.sh</c> does that.
/// </summary>
public sealed partial class PluginTutorialTests
{
    private static readonly string Document = File.ReadAllText(RepositoryFiles.ExistingPathOf("docs", "plugins.md"));

    private static readonly ImmutableArray<TutorialBlock> Blocks = TutorialBlocks.Of(Document);

    private static readonly ImmutableArray<PluginTemplate> Plugins = [.. Commands().SelectMany(block => PluginTemplate.In(block.Text))];

    [Fact]
    public async Task Blocks_AreSyntacticallyCorrect()
    {
        var faults = new List<string>();
        foreach (var block in Blocks)
        {
            var fault = block.Language switch
            {
                "csharp" => FaultOfCSharp(block.Text, TestContext.Current.CancellationToken),
                "sh" => await FaultOfShellAsync(block.Text, TestContext.Current.CancellationToken) ?? FaultOfHereDocuments(block.Text),
                "json" => FaultOfJson(block.Text),
                "xml" => FaultOfXml(block.Text),
                _ => null,
            };
            if (fault is not null)
            {
                faults.Add($"docs/plugins.md, block of line {block.Line}: {fault}");
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void Tutorial_MakesAPluginOfEachTemplate()
    {
        var templates = Directory.EnumerateDirectories(RepositoryFiles.PathOf("templates", "content")).Order(StringComparer.Ordinal);
        Assert.Equal(templates, Plugins.Select(plugin => plugin.Directory).Order(StringComparer.Ordinal));
        Assert.All(Plugins, plugin => Assert.Empty(plugin.FindUnknownOptions()));
    }

    [Fact]
    public void FilesOfTemplates_AreThoseThatTheTemplatesMake()
    {
        var claims = Blocks.Where(block => block.Kind == TutorialBlockKind.TemplateFile).ToArray();
        Assert.NotEmpty(claims);
        Assert.All(claims, block => Assert.Equal(TryReadTemplate(block.Path), block.Text));
    }

    [Fact]
    public void Edits_FindTheirTextInTheTemplates()
    {
        var edits = 0;
        foreach (var block in Commands())
        {
            var directory = "";
            foreach (var line in block.Text.Split('\n'))
            {
                directory = Change().Match(line) is { Success: true } change ? change.Groups["directory"].Value : directory;
                if (Edit().Match(line) is { Success: true } edit)
                {
                    edits++;
                    var contents = TryReadTemplate(Path.Combine(directory, edit.Groups["file"].Value));
                    Assert.True(
                        contents?.Contains(edit.Groups["text"].Value, StringComparison.Ordinal) == true,
                        $"docs/plugins.md, block of line {block.Line}: the template does not make the text of: {line}");
                }
            }
        }

        Assert.Equal(Commands().Sum(block => block.Text.Split("sed -i").Length - 1), edits);
    }

    [Fact]
    public void Output_FollowsCommands()
    {
        var executed = Blocks.Where(block => block.Kind != TutorialBlockKind.Illustration).ToArray();
        Assert.All(
            executed.Index().Where(block => block.Item.Kind == TutorialBlockKind.Output),
            block => Assert.Equal(TutorialBlockKind.Commands, executed[block.Index - 1].Kind));
    }

    [Fact]
    public void Tutorial_UsesThePackagesOfThisVersion()
    {
        var version = XDocument.Load(RepositoryFiles.PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        Assert.Contains($"Imaginator.Templates.{version}.nupkg", Document, StringComparison.Ordinal);
    }

    [Fact]
    public void FlagsOfPrograms_AreInTheReference()
    {
        var reference = string.Concat(
            Directory.EnumerateFiles(RepositoryFiles.PathOf("docs", "reference"), "*.md").Select(file => File.ReadAllText(file)));
        var flags = Blocks.Where(block => block.Language is "" or "sh")
            .SelectMany(block => Call().Matches(block.Text))
            .SelectMany(call => Flag().Matches(call.Value))
            .Select(flag => flag.Groups["name"].Value)
            .Distinct()
            .ToArray();

        Assert.NotEmpty(flags);
        Assert.All(flags, flag => Assert.Matches($"`-?{flag}[`=]", reference));
    }

    private static IEnumerable<TutorialBlock> Commands() => Blocks.Where(block => block.Kind == TutorialBlockKind.Commands);

    /// <summary>A file below the directory of the tutorial, as a template makes it.</summary>
    private static string? TryReadTemplate(string path) =>
        path.Split('/', 2) is [var name, var file] ? Plugins.FirstOrDefault(plugin => plugin.Name == name)?.TryRead(file) : null;

    private static string? FaultOfCSharp(string text, CancellationToken cancellationToken) =>
        CSharpSyntaxTree.ParseText(text, cancellationToken: cancellationToken).GetDiagnostics(cancellationToken)
            .FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)?.ToString();

    private static async Task<string?> FaultOfShellAsync(string text, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true };
        using var bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(text.AsMemory(), cancellationToken);
        bash.StandardInput.Close();
        var fault = await bash.StandardError.ReadToEndAsync(cancellationToken);
        await bash.WaitForExitAsync(cancellationToken);
        return fault.Length > 0 ? fault : null;
    }

    /// <summary>The configuration files that commands write.</summary>
    private static string? FaultOfHereDocuments(string text) =>
        HereDocument().Matches(text)
            .Select(match => FaultOfJson(match.Groups["text"].Value.Replace("\\$", "$", StringComparison.Ordinal)))
            .FirstOrDefault(fault => fault is not null);

    private static string? FaultOfJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static string? FaultOfXml(string text)
    {
        try
        {
            XDocument.Parse(text);
            return null;
        }
        catch (XmlException e)
        {
            return e.Message;
        }
    }

    [GeneratedRegex(@"^cd (?<directory>\w+)$")]
    private static partial Regex Change();

    [GeneratedRegex(@"^sed -i '(s(?<separator>[/|])(?<text>.+?)\k<separator>|/(?<text>[^/]+)/).*' (?<file>\S+)$")]
    private static partial Regex Edit();

    [GeneratedRegex("""<<END\n(?<text>.*?)^END$""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex HereDocument();

    [GeneratedRegex(@"\b(imaginator|builder-tool) [^\n|;]*")]
    private static partial Regex Call();

    [GeneratedRegex(@" -(?<name>[a-z]\w+)")]
    private static partial Regex Flag();
}
