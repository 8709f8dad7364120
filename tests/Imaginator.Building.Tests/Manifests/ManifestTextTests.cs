using Imaginator.Building.Manifests;
using Imaginator.Building.Tests.Trees;

namespace Imaginator.Building.Tests.Manifests;

/// <summary>What editors of other systems add to texts, and what no name or argument can be.</summary>
public sealed class ManifestTextTests : IDisposable
{
    private const string Minimal = """{"SourceImage": "base"}""";

    private readonly TestTree _tree = new TestTree().File("manifest", Minimal);

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("manifest", "null", "manifest:1: $", "a table")]
    [InlineData("manifest", """{"SourceImage": "a\u0000b"}""", "manifest:1: $.SourceImage", "a zero byte")]
    [InlineData("tags.json", """{"a\u0000b": "x"}""", "tags.json:1: $['a\0b']", "a zero byte")]
    [InlineData("owners.json", """{"Users": ["a\u0000b"]}""", "owners.json:1: $.Users[0]", "a zero byte")]
    [InlineData("package-list", "ok\nbad\u001Bname\n", "package-list:2", "\"bad\\x1bname\" is not a package")]
    [InlineData("package-list", "ok\n-oDir::Etc=/x\n", "package-list:2", "\"-oDir::Etc=/x\"")]
    [InlineData("scripts/10_x", "#!/bin/sh\r\ntrue\r\n", "scripts/10_x:1", "the interpreter \"/bin/sh\\r\"")]
    [InlineData("scripts/10_x", "#! /usr/bin/env python3\r\n", "scripts/10_x:1", "the interpreter \"/usr/bin/env python3\\r\"")]
    [InlineData("scripts/10_x", "\uFEFF#!/bin/sh\ntrue\n", "scripts/10_x:1", "a byte order mark")]
    [InlineData("post-cleanup-scripts/10_x", "\uFEFFtrue\n", "post-cleanup-scripts/10_x:1", "a byte order mark")]
    public void Rejects_Text_WithPlaceAndCause(string name, string contents, string place, string cause)
    {
        _tree.File(name, contents);

        var fault = Assert.Single(Assert.Throws<ManifestException>(Load).Faults);

        Assert.Equal(place, fault.Location.ToString());
        Assert.Contains(cause, fault.Message, StringComparison.Ordinal);

        // As logs and terminals get it.
        Assert.DoesNotContain(fault.ToString(), letter => char.IsControl(letter));
    }

    [Fact]
    public void Warns_OfScriptWithoutInterpreter_WhoseLinesEndWithCrLf()
    {
        _tree.File("scripts/10_x", "true\r\n").File("scripts/20_program", "\u007FELF\0\r\n").File("scripts/30_y", "true\n");

        var warning = Assert.Single(Load().Warnings);

        Assert.Equal("scripts/10_x:1", warning.Location.ToString());
        Assert.Contains("ends with CR LF", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_OfVariableOfTheSourceImageThatIsNotDefined()
    {
        _tree.File("manifest", """{"SourceImage": "base", "SourceImageBuildVariables": {"HASH": "$6$rounds=5000$salt$"} }""");

        var warnings = Load().Warnings;

        Assert.Equal(["rounds", "salt"], warnings.Select(warning => warning.Message.Split('"')[3]));
        Assert.All(warnings, warning => Assert.StartsWith(
            "variable \"HASH\": the variable ", warning.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Warns_OfTagWithVariableThatIsNotDefined()
    {
        _tree.File("tags.json", """{"Hash": "$6$rounds=5000${$}salt$", "Good": "${$}6${$}rounds"}""");

        var manifest = Load();

        Assert.Equal("$6=5000$salt$", manifest.Tags["Hash"]);
        Assert.Equal("$6$rounds", manifest.Tags["Good"]);
        Assert.StartsWith("tag \"Hash\": the variable \"rounds\" is not defined", Assert.Single(manifest.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("filter", "/tmp/.*\n")]
    [InlineData("package-list", "curl\n")]
    [InlineData("computed-files", "/etc/motd localhost:6977\n")]
    [InlineData("manifest", Minimal)]
    [InlineData("tags.json", "{}")]
    [InlineData("owners.json", "{}")]
    [InlineData("triggers", "[]")]
    public void Skips_ByteOrderMark(string name, string contents)
    {
        _tree.File(name, "\uFEFF" + contents);

        var manifest = Load();

        Assert.Equal("base", manifest.SourceImage);
        Assert.Equal(name == "filter" ? "/tmp/.*" : null, manifest.ImageFilter?.Items[0]);
        Assert.Equal(name == "package-list" ? "curl" : null, manifest.PackageList.FirstOrDefault());
        Assert.Equal(name == "computed-files" ? "/etc/motd" : null, manifest.ComputedFiles?.Items[0].Path);
    }

    private Manifest Load()
    {
        using var manifest = _tree.OpenManifest();
        return ManifestLoader.Load(manifest, _ => null);
    }
}
