using CsCheck;
using Imaginator.Building.Manifests;
using Imaginator.Building.Scanning;
using Imaginator.Building.Tests.Trees;
using Imaginator.Images;

namespace Imaginator.Building.Tests.Manifests;

public sealed class ManifestLoaderTests : IDisposable
{
    private const string Minimal = """{"SourceImage": "base"}""";

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"SourceImage\"", "\"Filename\"", "\"MatchLines\"", "\"\\ud800\"", "1e999", "null",
        "true", "\n", "#", "//x\n", "\"a\"", "/a b", "(", "\0", "\uFEFF",
    ];

    private readonly TestTree _tree = new TestTree().File("manifest", Minimal);
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Loads_ManifestWithNothingButASourceImage()
    {
        var manifest = Load();

        Assert.Equal("base", manifest.SourceImage);
        Assert.Null(manifest.MtimesCopyFilterLines);
        Assert.Null(manifest.ImageFilter);
        Assert.Null(manifest.Triggers);
        Assert.Null(manifest.ComputedFiles);
        Assert.Empty(manifest.Trees);
        Assert.Empty(manifest.PackageList);
        Assert.Empty(manifest.Warnings);
    }

    [Fact]
    public void Loads_EveryFieldOfTheManifestFile()
    {
        _variables["RELEASE"] = "bookworm";
        _tree.File("manifest", """
            # a comment
            {
                "SourceImage": "base/$RELEASE",
                // another
                "FilterLines": ["/var/tmp/.*"],
                ! and one more
                "MtimesCopyFilterLines": [],
                "MtimesCopyAddFilterLines": ["/etc"],
                "SourceImageBuildVariables": {"SUITE": "${RELEASE}", "NOTHING": "$UNKNOWN"},
                "SourceImageGitCommitId": "abc-$RELEASE",
                "SourceImageTagsToMatch": {"release": ["$RELEASE", "$UNKNOWN"], "gone": ["$UNKNOWN"]},
                "OurOwnField": {"anything": 1}
            }
            """);

        var manifest = Load();

        Assert.Equal("base/bookworm", manifest.SourceImage);
        Assert.Equal(["/var/tmp/.*"], manifest.FilterLines);
        Assert.Empty(manifest.MtimesCopyFilterLines!.Value);
        Assert.Equal(["/etc"], manifest.MtimesCopyAddFilterLines);
        Assert.Equal("bookworm", manifest.SourceImageBuildVariables["SUITE"]);
        Assert.Equal("", manifest.SourceImageBuildVariables["NOTHING"]);
        Assert.Equal("abc-bookworm", manifest.SourceImageGitCommitId);
        Assert.Equal(["release"], manifest.SourceImageTagsToMatch.Keys);
        Assert.Equal(["bookworm"], manifest.SourceImageTagsToMatch["release"]);
        Assert.Contains("\"UNKNOWN\" is not defined", Assert.Single(manifest.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loads_PackageListScriptsAndTrees()
    {
        _tree.File("package-list", "# tools\ncurl \n\n vim\n")
            .File("scripts/10_b").File("scripts/9_a").File("scripts/.skipped").Make("scripts/.git")
            .File("pre-install-scripts/p").File("post-cleanup-scripts/c")
            .File("files/etc/x").Link("files/link", "/anywhere").File("files.append/y")
            .Make("post-install-files").Make("post-install-files.append").Make("post-scripts-files").Make("tests");

        var manifest = Load();

        Assert.Equal(["curl", "vim"], manifest.PackageList);
        Assert.Equal(["9_a", "10_b"], manifest.Scripts);
        Assert.Equal(["p"], manifest.PreInstallScripts);
        Assert.Equal(["c"], manifest.PostCleanupScripts);
        Assert.Equal(
            ["files", "files.append", "post-install-files", "post-install-files.append", "post-scripts-files", "tests"],
            manifest.Trees.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("computed-files", "# c\n/etc/motd  localhost:6977\n", false)]
    [InlineData("computed-files.add", "/etc/motd\tlocalhost:6977", true)]
    [InlineData("computed-files.json", """[{"Filename": "/etc/motd", "Source": "localhost:6977"}]""", false)]
    [InlineData("computed-files.add.json", """[{"Filename": "/etc/motd", "Source": "localhost:6977"}]""", true)]
    public void Loads_ComputedFiles_InEachForm(string name, string contents, bool adds)
    {
        _tree.File(name, contents);

        var computed = Load().ComputedFiles!;

        Assert.Equal([new ComputedFile("/etc/motd", "localhost:6977")], computed.Items);
        Assert.Equal(adds, computed.AddsToSourceImage);
    }

    [Theory]
    [InlineData("filter", "# f\n /tmp/.* \n!\n", false)]
    [InlineData("filter.add", "/tmp/.*\n!\n", true)]
    public void Loads_Filter(string name, string contents, bool adds)
    {
        _tree.File(name, contents);

        var filter = Load().ImageFilter!;

        Assert.Equal(["/tmp/.*", "!"], filter.Items);
        Assert.Equal(adds, filter.AddsToSourceImage);
    }

    [Fact]
    public void Loads_EmptyFilter_WhichIsNotNone()
    {
        _tree.File("filter", "# nothing\n");

        Assert.Empty(Load().ImageFilter!.Items);
    }

    [Theory]
    [InlineData("triggers", false)]
    [InlineData("triggers.add", true)]
    public void Loads_Triggers(string name, bool adds)
    {
        _tree.File(name, """
            [{"MatchLines": ["/etc/ssh/.*"], "Service": "ssh", "SortName": "s", "DoReboot": true, "DoReload": true, "HighImpact": true},
             {"Service": "cron"}]
            """);

        var triggers = Load().Triggers!;

        Assert.Equal(adds, triggers.AddsToSourceImage);
        Assert.Equal(["/etc/ssh/.*"], triggers.Items[0].MatchLines);
        Assert.Equal(
            new Trigger { Service = "ssh", SortName = "s", DoReboot = true, DoReload = true, HighImpact = true, MatchLines = triggers.Items[0].MatchLines },
            triggers.Items[0]);
        Assert.Equal("cron", triggers.Items[1].Service);
    }

    [Fact]
    public void Loads_OwnersAndTags_DroppingTagsThatExpandToNothing()
    {
        _variables["X"] = "x";
        _tree.File("owners.json", """{"Groups": ["g"], "Users": ["u", "v"]}""")
            .File("tags.json", """{"Name": "$X-image", "Empty": "", "Gone": "$UNKNOWN"}""");

        var manifest = Load();

        Assert.Equal(["g"], manifest.OwnerGroups);
        Assert.Equal(["u", "v"], manifest.OwnerUsers);
        Assert.Equal(["Empty", "Name"], manifest.Tags.Keys);
        Assert.Equal("x-image", manifest.Tags["Name"]);
    }

    [Theory]
    [InlineData("manifest", "{}", "manifest:1: $", "SourceImage")]
    [InlineData("manifest", """{"SourceImage": ""}""", "manifest:1: $.SourceImage", "empty")]
    [InlineData("manifest", """{"SourceImage": "$UNKNOWN"}""", "manifest:1: $.SourceImage", "\"$UNKNOWN\" expands to an empty text")]
    [InlineData("manifest", """{"SourceImage": 1}""", "manifest:1: $.SourceImage", "a string")]
    [InlineData("manifest", "{\n\"SourceImage\": \"b\",\n\"FilterLines\": \"x\"}", "manifest:3: $.FilterLines", "a list")]
    [InlineData("manifest", "{\"SourceImage\": \"b\",\n\"FilterLines\": [\"/ok\",\n\"/(\"]}", "manifest:3: $.FilterLines[1]", "")]
    [InlineData("manifest", """{"SourceImage": "b", "SourceImageTagsToMatch": {"a": "x"}}""", "manifest:1: $.SourceImageTagsToMatch.a", "a list")]
    [InlineData("manifest", """{"SourceImage": "b", "SourceImageBuildVariables": {"a": 1}}""", "manifest:1: $.SourceImageBuildVariables.a", "a string")]
    [InlineData("manifest", "{\n\"SourceImage\": \"b\",\n}", "manifest:3", "not JSON")]
    [InlineData("manifest", "[]", "manifest:1: $", "a table")]
    [InlineData("package-list", "ok\ntwo words\n", "package-list:2", "\"two words\"")]
    [InlineData("package-list", "ok\n--option\n", "package-list:2", "\"--option\"")]
    [InlineData("computed-files", "/a b\n/only-path\n", "computed-files:2", "has 1 word")]
    [InlineData("computed-files", "relative s:1\n", "computed-files:1", "relative")]
    [InlineData("computed-files", "/a/../b s:1\n", "computed-files:1", "/a/../b")]
    [InlineData("computed-files", "/a s:1\n/a t:1", "computed-files:2", "twice")]
    [InlineData("computed-files.json", """[{"Filename": "/a"}]""", "computed-files.json:1: $[0]", "Source")]
    [InlineData("filter", "/ok\n/a(b\n", "filter:2", "/a(b")]
    [InlineData("filter.add", "/a[\n", "filter.add:1", "/a[")]
    [InlineData("triggers", """[{"MatchLines": ["/["], "Service": "s"}]""", "triggers:1: $[0].MatchLines[0]", "")]
    [InlineData("triggers", """[{"DoReboot": "yes", "Service": "s"}]""", "triggers:1: $[0].DoReboot", "true or false")]
    [InlineData("triggers.add", "{}", "triggers.add:1: $", "a list")]
    [InlineData("owners.json", """{"Groups": "g"}""", "owners.json:1: $.Groups", "a list")]
    [InlineData("tags.json", """{"a": ["b"]}""", "tags.json:1: $.a", "a string")]
    public void Rejects_BadContents_WithPlaceAndCause(string name, string contents, string place, string cause)
    {
        _tree.File(name, contents);

        var fault = Assert.Single(Assert.Throws<ManifestException>(Load).Faults);

        Assert.Equal(place, fault.Location.ToString());
        Assert.Contains(cause, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("computed-files", "computed-files.json")]
    [InlineData("computed-files", "computed-files.add")]
    [InlineData("computed-files.json", "computed-files.add.json")]
    [InlineData("computed-files.add", "computed-files.add.json")]
    [InlineData("filter", "filter.add")]
    [InlineData("triggers", "triggers.add")]
    public void Rejects_TwoFormsOfOneThing(string first, string second)
    {
        _tree.File(first, "[]").File(second, "[]");

        var failure = Assert.Throws<ManifestException>(Load);

        Assert.Contains($"{second}: error: conflicts with {first}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_MissingManifestFile()
    {
        File.Delete(_tree["manifest"]);

        Assert.Contains("manifest: error: is missing", Assert.Throws<ManifestException>(Load).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("files.append")]
    [InlineData("post-install-files")]
    [InlineData("post-install-files.append")]
    [InlineData("post-scripts-files")]
    [InlineData("tests")]
    public void Rejects_FifoInATree_ByName(string tree)
    {
        _tree.Fifo($"{tree}/etc/pipe");

        var fault = Assert.Single(Assert.Throws<ManifestException>(Load).Faults);

        Assert.Equal($"{tree}/etc/pipe", fault.Location.Source);
        Assert.Contains("FIFO", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("files.append")]
    [InlineData("post-install-files.append")]
    public void Rejects_LinkInAppendTree_ByName(string tree)
    {
        _tree.Link($"{tree}/etc/alias", "hosts");

        Assert.Equal($"{tree}/etc/alias", Assert.Single(Assert.Throws<ManifestException>(Load).Faults).Location.Source);
    }

    [Theory]
    [InlineData("scripts")]
    [InlineData("pre-install-scripts")]
    [InlineData("post-cleanup-scripts")]
    public void Rejects_ScriptThatIsNoRegularFile_ByName(string directory)
    {
        _tree.Make($"{directory}/sub").Link($"{directory}/link", "/bin/true").Fifo($"{directory}/pipe");

        var faults = Assert.Throws<ManifestException>(Load).Faults;

        Assert.Equal(
            [$"{directory}/link", $"{directory}/pipe", $"{directory}/sub"], faults.Select(fault => fault.Location.Source));
    }

    [Theory]
    [InlineData("files", "is not a directory")]
    [InlineData("scripts", "is not a directory")]
    public void Rejects_FileWhereADirectoryIsExpected(string name, string cause)
    {
        _tree.File(name, "x");

        Assert.Contains(cause, Assert.Single(Assert.Throws<ManifestException>(Load).Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("package-list")]
    [InlineData("tags.json")]
    public void Rejects_AnythingButAFile_WithoutWaitingForIt(string name)
    {
        _tree.Fifo(name);
        Assert.Equal(name, Assert.Single(Assert.Throws<ManifestException>(Load).Faults).Location.Source);

        File.Delete(_tree[name]);
        _tree.Make(name);
        Assert.Equal(name, Assert.Single(Assert.Throws<ManifestException>(Load).Faults).Location.Source);
    }

    [Theory]
    [InlineData("package-list", "/etc/passwd")]
    [InlineData("package-list", "../../../../../../etc/passwd")]
    [InlineData("files", "/etc")]
    [InlineData("scripts", "/etc/init.d")]
    [InlineData("manifest", "/etc/passwd")]
    public void Rejects_LinkOutOfTheManifest(string name, string target)
    {
        File.Delete(_tree[name]);
        _tree.Link(name, target);

        var fault = Assert.Single(Assert.Throws<ManifestException>(Load).Faults);

        Assert.Equal(name, fault.Location.Source);
        Assert.Contains("out of the manifest", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Follows_LinkInsideTheManifest()
    {
        _tree.File("common/list", "curl\n").Link("package-list", "common/list").Link("filter", "missing");

        var fault = Assert.Single(Assert.Throws<ManifestException>(Load).Faults);

        Assert.Equal("filter", fault.Location.Source);
        File.Delete(_tree["filter"]);
        Assert.Equal(["curl"], Load().PackageList);
    }

    [Fact]
    public void Rejects_ListThatIsTooLong()
    {
        using (var file = File.Create(_tree["package-list"]))
        {
            file.SetLength(ManifestReader.MaximumFileLength + 1);
        }

        Assert.Contains("at most", Assert.Throws<ManifestException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_TreeThatIsTooDeep()
    {
        _tree.Make("files/" + string.Join('/', Enumerable.Repeat("d", ManifestDirectories.MaximumDepth + 2)));

        Assert.Contains("directories deep", Assert.Throws<ManifestException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_AllFaultsAtOnce()
    {
        _tree.File("manifest", "{}").File("package-list", "a b").File("filter", "(").Fifo("files/p").Make("scripts/s");

        var failure = Assert.Throws<ManifestException>(Load);

        Assert.Equal(5, failure.Faults.Length);
        Assert.All(failure.Faults, fault => Assert.Contains(fault.ToString(), failure.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Warns_OfNamesThatAreNearlyOurs()
    {
        _tree.File("manifest", """{"SourceImage": "b", "FilterLine": [], "filterlines": [], "Comment": ""}""")
            .File("package-lists", "x").File("README.md", "x").File("owners.json", """{"Group": []}""");

        var warnings = Load().Warnings;

        Assert.Equal(
            ["package-lists", "manifest:1: $.FilterLine", "manifest:1: $.filterlines", "owners.json:1: $.Group"],
            warnings.Select(warning => warning.Location.ToString()));
        Assert.Contains("package-list was probably meant", warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShowsNoValueOfAVariable_InFaults()
    {
        _variables["SECRET"] = "hunter2";
        _tree.File("manifest", """{"SourceImage": "$SECRET", "FilterLines": 1}""").File("tags.json", """{"a": "$SECRET", "b": 1}""");

        Assert.DoesNotContain("hunter2", Assert.Throws<ManifestException>(Load).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("triggers")]
    [InlineData("computed-files.json")]
    [InlineData("computed-files")]
    [InlineData("tags.json")]
    [InlineData("owners.json")]
    [InlineData("filter")]
    public void Survives_Garbage(string name)
    {
        var json = Gen.OneOf(
            Gen.Byte.Array[0, 60],
            Gen.Int[0, Fragments.Length - 1].Select(i => Fragments[i])
                .Array[0, 12]
                .Select(parts => System.Text.Encoding.UTF8.GetBytes(string.Concat(parts))));
        json.Sample(
            bytes =>
            {
                File.WriteAllBytes(_tree[name], bytes);
                try
                {
                    Load();
                }
                catch (ManifestException e)
                {
                    Assert.NotEmpty(e.Faults);
                }
            },
            iter: 300,
            threads: 1);
    }

    private Manifest Load()
    {
        using var manifest = _tree.OpenManifest();
        return ManifestLoader.Load(manifest, name => _variables.GetValueOrDefault(name));
    }
}
