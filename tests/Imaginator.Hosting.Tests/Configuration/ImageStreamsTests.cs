using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Hosting.Tests.Configuration;

public sealed class ImageStreamsTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Reads_EveryField()
    {
        var configuration = await _files.LoadGoodStreamsAsync("""
            {"Streams": {"users/fred/$ARCH": {
              "ManifestUrl": "git@host:$IMAGE_STREAM_LEAF_NAME/$TOKEN.git",
              "ManifestDirectory": "manifests/${IMAGE_STREAM[/1:2]}",
              "BuilderUsers": ["fred"],
              "BuilderGroups": ["staff"],
              "Variables": {"NAME": "is $IMAGE_STREAM", "OTHER": "value"},
              "Limits": {"Processes": 64},
              "Network": "none", "Identities": "warn",
              "Contact": "ignored"
            }}}
            """);

        var name = $"users/fred/{Architecture.GoName}";
        var stream = Assert.IsType<ImageStream>(configuration.Catalog.Find(name));
        Assert.Equal(name, stream.Name);
        Assert.Equal("git@host:$IMAGE_STREAM_LEAF_NAME/$TOKEN.git", stream.ManifestUrl);
        Assert.Equal("manifests/${IMAGE_STREAM[/1:2]}", stream.ManifestDirectory);
        Assert.Equal(["fred"], stream.BuilderUsers);
        Assert.Equal(["staff"], stream.BuilderGroups);
        Assert.Equal(new BuildLimits { MaximumProcesses = 64 }, stream.Limits);
        Assert.Equal(SandboxNetwork.None, stream.Network);
        Assert.Equal(IdentityPolicy.Warn, stream.Identities);
        Assert.Equal([("NAME", $"is {name}"), ("OTHER", "value")], stream.Variables.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal([name], configuration.ImageStreams.Streams.Select(each => each.Name));
        Assert.Null(configuration.Catalog.Find("users/fred/$ARCH"));
        Assert.Null(configuration.Catalog.Find("users"));
    }

    [Fact]
    public async Task Matches_PatternsAgainstWholeNames()
    {
        var configuration = await _files.LoadGoodStreamsAsync("""
            {
              "Streams": {"users/exact": {"ManifestUrl": "https://host/exact"}},
              "StreamPatterns": {
                "users/[^/]+": {"ManifestUrl": "https://host/users", "Variables": {"OWNER": "${IMAGE_STREAM[/1:]}"}},
                "(?P<team>a|b)/$ARCH$|c": {"ManifestUrl": "https://host/teams"},
                "users/..?/x": {"ManifestUrl": "https://host/short"}
              }
            }
            """);
        var catalog = configuration.Catalog;

        var fred = Assert.IsType<ImageStream>(catalog.Find("users/fred"));
        Assert.Equal(("users/fred", "https://host/users"), (fred.Name, fred.ManifestUrl));
        Assert.Equal("fred", fred.Variables["OWNER"]);
        Assert.Equal("https://host/exact", Assert.IsType<ImageStream>(catalog.Find("users/exact")).ManifestUrl);
        Assert.NotNull(catalog.Find($"b/{Architecture.GoName}"));
        Assert.NotNull(catalog.Find("c"));
        Assert.All(
            ["users/fred/x", "xusers/fred", "users/", "users/..", "users/../x", "users/\n", "cc", "c\n", "a", "/users/fred", ""],
            name => Assert.Null(catalog.Find(name)));
        Assert.Equal(3, configuration.ImageStreams.Patterns.Length);
    }

    [Fact]
    public async Task Refuses_NameThatMatchesTwoPatterns()
    {
        var catalog = (await _files.LoadGoodStreamsAsync("""
            {"StreamPatterns": {"users/.*": {"ManifestUrl": "https://host/a"}, ".*/fred": {"ManifestUrl": "https://host/b"}}}
            """)).Catalog;

        Assert.NotNull(catalog.Find("users/wilma"));
        var e = Assert.Throws<ImaginatorException>(() => catalog.Find("users/fred"));
        Assert.StartsWith("stream \"users/fred\" matches two patterns, \"users/.*\" and \".*/fred\"; ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_BootstrapStreamsFirst()
    {
        _files.Write("streams.json", """{"Streams": {"base": {"ManifestUrl": "https://host/x"}}, "StreamPatterns": {".*": {"ManifestUrl": "https://host/y"}}}""");
        var result = await _files.LoadAsync($$$"""
            {"ImageStreamsUrl": "{{{_files.PathOf("streams.json")}}}",
             "BootstrapStreams": {"base": {"BootstrapCommand": ["true"], "PackagerType": "deb"} } }
            """);

        Assert.IsType<BootstrapStream>(result.Value!.Catalog.Find("base"));
        Assert.IsType<ImageStream>(result.Value.Catalog.Find("else"));
        Assert.Equal(
            "stream \"base\": it is never built because a bootstrap stream has the same name; rename one of them", Assert.Single(result.Faults).Message);
    }

    [Theory]
    [InlineData("https://host/path")]
    [InlineData("https://fred:$TOKEN@host/path")]
    [InlineData("$WHEREVER")]
    [InlineData("$PREFIX/path")]
    [InlineData("ssh://git@host/path")]
    [InlineData("git@host:path")]
    [InlineData("dir:///srv/manifests/$IMAGE_STREAM")]
    public async Task Takes_ManifestUrl(string url) => Assert.Empty(
        await _files.FaultsOfStreamsAsync($$"""{"Streams": {"s": {"ManifestUrl": "{{url}}", "Variables": {"PREFIX": "https://host"} } } }"""));

    [Theory]
    [InlineData("/srv/manifests", "error: stream \"s\": invalid manifest URL \"/srv/manifests\": it has no scheme; write a URL such as https://HOST/PATH, git@HOST:PATH or dir:///ABSOLUTE/PATH")]
    [InlineData("dir:srv", "error: stream \"s\": invalid manifest URL \"dir:srv\"; write dir:///ABSOLUTE/PATH")]
    [InlineData("dir:/srv", "error: stream \"s\": invalid manifest URL \"dir:/srv\"; write dir:///ABSOLUTE/PATH")]
    [InlineData("dir://srv/x", "error: stream \"s\": invalid manifest URL \"dir://srv/x\"; write dir:///ABSOLUTE/PATH")]
    [InlineData("https:///path", "error: stream \"s\": invalid manifest URL \"https:///path\"; write https://HOST/PATH")]
    [InlineData("svn://host/path", "error: stream \"s\": a plugin for manifest URLs of scheme \"svn\" is not loaded; loaded are dir, https, ssh")]
    [InlineData("svn://$HOST/path", "error: stream \"s\": a plugin for manifest URLs of scheme \"svn\" is not loaded; loaded are dir, https, ssh")]
    [InlineData("https://$SECRET", "error: stream \"s\": cannot fill in the variable \"SECRET\" of the URL \"https://$SECRET\": its value is in the host and contains white space or one of @ \\ ? # %")]
    [InlineData("$KIND://host/x", "error: stream \"s\": a plugin for the manifest URL \"$KIND://host/x\" is not loaded; loaded are dir, https, ssh")]
    [InlineData(
        "https://fred:swordfish@host/x",
        "warning: stream \"s\": pages and logs show this URL with its password; move the password to the variables file and write $NAME here")]
    public async Task Reports_ManifestUrl(string url, string fault)
    {
        _files.Secrets = new SecretVariables(_files.Secrets.Values.Add("SECRET", "not a host").Add("KIND", "Hidden"));

        Assert.Equal(
            [$"streams.json:2: $.Streams.s.ManifestUrl: {fault}"],
            await _files.FaultsOfStreamsAsync($$"""
                {"Streams": {"s": {
                  "ManifestUrl": "{{url}}" } } }
                """));
    }

    [Fact]
    public async Task Reports_NamesAndValuesThatAreProbablyNotMeant() => Assert.Equal(
        [
            "streams.json:2: $.Streams.null: error: stream \"null\": a table is expected here, not null",
            "streams.json:3: $.Streams['a/$WHAT']: warning: stream \"a/$WHAT\": the name contains \"$\": only $ARCH is expanded in stream names",
            "streams.json:4: $.Streams['slash/']: error: stream \"slash/\": invalid stream name: it begins or ends with a slash; write a path such as base/debian",
            "streams.json:5: $.Streams['']: error: stream \"\": invalid stream name: it is empty; write a path such as base/debian",
            "streams.json:7: $.StreamPatterns.nothing: error: stream pattern \"nothing\": a table is expected here, not null",
        ],
        await _files.FaultsOfStreamsAsync("""
            {"Streams": {
              "null": null,
              "a/$WHAT": {"ManifestUrl": "https://host/"},
              "slash/": {},
              "": {} },
             "StreamPatterns": {
              "nothing": null } }
            """));

    [Fact]
    public async Task Reports_AllFaultsAtOnce() => Assert.Equal(
        [
            "streams.json:3: $.Streams.a: error: stream \"a\": the field ManifestUrl is missing",
            "streams.json:3: $.Streams.a.manifestURL: warning: stream \"a\": the field \"manifestURL\" is unknown and ignored; ManifestUrl was probably meant",
            "streams.json:4: $.Streams.b.ManifestDirectory: error: stream \"b\": invalid manifest directory \"x/../..\": it leaves the tree of the manifest; remove \"..\"",
            "streams.json:4: $.Streams.b.BuilderUsers: error: stream \"b\": a list is expected here, not a string",
            "streams.json:4: $.Streams.b.Variables.A: error: stream \"b\": a string is expected here, not a number",
            "streams.json:5: $.Streams['c/$ARCH'].ManifestUrl: error: stream \"c/ARCH\": ManifestUrl is empty",
            "streams.json:6: $.Streams['c/ARCH']: error: stream \"c/ARCH\": \"c/ARCH\" is the same stream as that in line 5; remove one of them",
            "streams.json:7: $.Streams.a: error: \"a\" occurs twice, first in line 3; remove one",
            "streams.json:10: $.StreamPatterns['a(b']: error: stream pattern \"a(b\": invalid regular expression \"a(b\", column 2: this \"(\" is never closed; write \"\\(\" for the character",
            "streams.json:11: $.StreamPatterns['a)|(b']: error: stream pattern \"a)|(b\": invalid regular expression \"a)|(b\", column 2: this \")\" closes nothing; write \"\\)\" for the character",
            "streams.json:12: $.StreamPatterns.ok: error: stream pattern \"ok\": a table is expected here, not a list",
            "streams.json:14: $.StreamPattern: warning: the field \"StreamPattern\" is unknown and ignored; StreamPatterns was probably meant",
        ],
        (await _files.FaultsOfStreamsAsync("""
            {
              "Streams": {
                "a": {"manifestURL": "https://host/"},
                "b": {"ManifestUrl": "https://host/", "ManifestDirectory": "x/../..", "BuilderUsers": "fred", "Variables": {"A": 1}},
                "c/$ARCH": {"ManifestUrl": ""},
                "c/ARCH": 7,
                "a": {}
              },
              "StreamPatterns": {
                "a(b": {"ManifestUrl": "https://host/"},
                "a)|(b": {"ManifestUrl": "https://host/"},
                "ok": []
              },
              "StreamPattern": {}
            }
            """.Replace("c/ARCH", $"c/{Architecture.GoName}", StringComparison.Ordinal)))
            .Select(fault => fault.Replace(Architecture.GoName, "ARCH", StringComparison.Ordinal)));

    [Fact]
    public async Task FaultOfOneStream_LeavesTheOthersUsable()
    {
        _files.Secrets = new SecretVariables(_files.Secrets.Values.Add("P", "not a host"));
        _files.Write("streams.json", $$$"""
            {"Streams": {
               "secret": {"ManifestUrl": "https://$P/x"},
               "type": {"ManifestUrl": 7},
               "none": null,
               "{{{new string('x', 256)}}}": {"ManifestUrl": "https://host/"},
               "good": {"ManifestUrl": "https://host/"} },
             "StreamPatterns": {
               "a(b": {"ManifestUrl": "https://host/"},
               "bad/.*": {"ManifestUrl": "https://host/", "Network": "no"},
               "good/.*": {"ManifestUrl": "https://host/"} } }
            """);
        var result = await _files.LoadAsync($$"""{"ImageStreamsUrl": "{{_files.PathOf("streams.json")}}"}""");

        Assert.True(result.IsUsable);
        var catalog = result.Value.Catalog;
        Assert.All(["good", "good/x"], name => Assert.Null(catalog.Find(name)!.Fault));
        Assert.All(["secret", "type", "none", "bad/x"], name => Assert.NotNull(catalog.Find(name)!.Fault));
        Assert.Null(catalog.Find("ab"));
        Assert.Contains("variable \"P\" of the URL \"https://$P/x\"", catalog.Find("secret")!.DescribeFault(), StringComparison.Ordinal);
        Assert.Contains("streams.json:3: $.Streams.type.ManifestUrl: ", catalog.Find("type")!.DescribeFault(), StringComparison.Ordinal);
        Assert.Contains(result.Faults, fault => fault.Message.Contains("a component of more than 255 bytes", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("p@ss")]
    [InlineData("p:s")]
    [InlineData("p/s?s#s\\s")]
    [InlineData("12/34")]
    public async Task Takes_PasswordOfAnyCharacters(string password)
    {
        _files.Secrets = new SecretVariables(_files.Secrets.Values.Add("P", password));

        Assert.Empty(await _files.FaultsOfStreamsAsync("""{"Streams": {"s": {"ManifestUrl": "https://user:$P@host/r"} } }"""));
    }

    [Fact]
    public async Task Warns_OfVariableThatIsNotDefined()
    {
        Assert.Equal(
            [
                "streams.json:1: $.Streams.s.Variables.H: warning: stream \"s\": the variable \"rounds\" is not defined and expands to nothing; write ${$} for a dollar sign",
                "streams.json:1: $.Streams.s.Variables.H: warning: stream \"s\": the variable \"salt\" is not defined and expands to nothing; write ${$} for a dollar sign",
            ],
            await _files.FaultsOfStreamsAsync("""{"Streams": {"s": {"ManifestUrl": "https://host/", "Variables": {"H": "$6$rounds=5000$salt$"} } } }"""));
        var good = await _files.LoadGoodStreamsAsync(
            """{"Streams": {"s": {"ManifestUrl": "https://host/", "Variables": {"H": "$6${$}rounds=5000${$}salt$"} } } }""");
        Assert.Equal("$6$rounds=5000$salt$", good.Catalog.Find("s")!.Variables["H"]);
    }

    [Fact]
    public async Task Reports_CycleOfSourceImages()
    {
        Manifest("a", "${PARENT}");
        Manifest("b", "c-amd64");
        Manifest("c", "a");
        Manifest("d", "a");
        Manifest("e", "$UNKNOWN");
        Manifest("f", "e");
        Manifest("self/below", "self");
        _files.Write("g/manifest", "not JSON");
        var streams = $$$"""
            {
              "Streams": {
                "d": {"ManifestUrl": "dir://{{{_files.PathOf("d")}}}"},
                "a": {"ManifestUrl": "dir://{{{_files.PathOf("$IMAGE_STREAM")}}}", "Variables": {"PARENT": "b"}},
                "b": {"ManifestUrl": "dir://{{{_files.PathOf("b")}}}"},
                "e": {"ManifestUrl": "dir://{{{_files.PathOf("e")}}}"},
                "f": {"ManifestUrl": "dir://{{{_files.PathOf("f")}}}"},
                "g": {"ManifestUrl": "dir://{{{_files.PathOf("g")}}}"},
                "missing": {"ManifestUrl": "dir://{{{_files.PathOf("missing")}}}"},
                "self": {"ManifestUrl": "dir://{{{_files.PathOf("self")}}}", "ManifestDirectory": "below"},
                "remote": {"ManifestUrl": "https://host/"}
              },
              "StreamPatterns": {"c-.*": {"ManifestUrl": "dir://{{{_files.PathOf("c")}}}"}}
            }
            """;

        Assert.Equal(
            [
                "streams.json:4: $.Streams.a: error: stream \"a\": its source images form a cycle: a -> b -> c-amd64 -> a",
                "streams.json:10: $.Streams.self: error: stream \"self\": its source images form a cycle: self -> self",
            ],
            await _files.FaultsOfStreamsAsync(streams));
    }

    [Fact]
    public async Task CycleOfSourceImages_KeepsNobodyElseFromBuilding()
    {
        Manifest("self", "self");
        _files.Write("streams.json", $$"""
            {"Streams": {"self": {"ManifestUrl": "dir://{{_files.PathOf("self")}}"}, "other": {"ManifestUrl": "https://host/"} } }
            """);
        var result = await _files.LoadAsync($$"""{"ImageStreamsUrl": "{{_files.PathOf("streams.json")}}"}""");
        Assert.True(result.IsUsable);
        Assert.NotNull(result.Value.Catalog.Find("other"));

        using var report = new StringWriter();
        Assert.Equal(1, ConfigurationReport.Write(result, [], report));
        Assert.Contains("1 error, 0 warnings", report.ToString(), StringComparison.Ordinal);
    }

    private void Manifest(string directory, string source) =>
        _files.Write($"{directory}/manifest", $$"""{"SourceImage": "{{source}}" }""");
}
