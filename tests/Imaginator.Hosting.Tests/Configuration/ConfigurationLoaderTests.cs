using System.Collections.Immutable;
using System.Net;
using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Fetching;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Hosting.Plugins;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Tests.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("{\n\"a\": }", "conf.json:2: error: not JSON, column 6: '}' is an invalid start of a value.")]
    [InlineData("", "conf.json:1: error: not JSON, column 1: the text contains only comments and blank lines")]
    [InlineData("{\n  # comment\n\n  \"a\": 1,\n}", "conf.json:5: error: not JSON, column 1: the last entry is followed by a comma; remove it")]
    [InlineData("{} {}", "conf.json:1: error: not JSON, column 4: the text continues after the end of the document")]
    [InlineData("{\"a\": [1}", "conf.json:1: error: not JSON, column 9: a closing bracket has no matching opening bracket")]
    [InlineData("{\"a\": {\n", "conf.json:2: error: not JSON, column 1: the text ends too early: a \"{\" or \"[\" is not closed")]
    [InlineData("{\"a\": \"b", "conf.json:1: error: not JSON, column 9: the text ends too early: the quotation mark of a string is not closed")]
    [InlineData("{\"a\": \"b\n\"}", "conf.json:1: error: not JSON, column 9: a string does not end in its line; write \\n for a line break")]
    [InlineData("{\"a\": 1, // one\n\"b\": 2}", "conf.json:1: error: not JSON, column 10: a comment requires a separate line that starts with //, # or !")]
    [InlineData("{} // done", "conf.json:1: error: not JSON, column 4: a comment requires a separate line that starts with //, # or !")]
    [InlineData("{'a': 1}", "conf.json:1: error: not JSON, column 2: strings and names require \"double\" quotation marks")]
    [InlineData("{\n\n\"a\": \"\\ud800\"}", "conf.json:3: error: not JSON: a string contains an escape that does not encode a character")]
    [InlineData("[]", "conf.json:1: $: error: a table is expected here, not a list")]
    [InlineData("null", "conf.json:1: $: error: a table is expected here, not null")]
    [InlineData("{\"ImageStreamsUrl\": \"/a\\u0000b\"}", "conf.json:1: $.ImageStreamsUrl: error: the text contains a zero byte (\\u0000), which no path, argument or variable can contain; remove it")]
    public async Task Reports_WhatIsNotJson(string text, string fault) =>
        Assert.Equal(fault, Assert.Single(await _files.FaultsOfAsync(text)));

    [Fact]
    public async Task Reports_WhatIsNotUtf8()
    {
        _files.Write("conf.json", "");
        await File.WriteAllBytesAsync(_files.MainFile, [(byte)'{', (byte)'\n', 0xFF, (byte)'}'], TestContext.Current.CancellationToken);
        var document = await _files.Loader.ReadMainAsync(_files.MainFile, TestContext.Current.CancellationToken);
        var result = await _files.Loader.LoadAsync(document, _files.Plugins, _files.Secrets, TestContext.Current.CancellationToken);

        Assert.Equal($"{_files.MainFile}:2: error: the text is not UTF-8", Assert.Single(result.Faults).ToString());
    }

    [Theory]
    [InlineData("/", "it is a directory; name a file")]
    [InlineData("", "the path or URL is empty")]
    [InlineData("file:x", "invalid URL; write file:///ABSOLUTE/PATH")]
    [InlineData("file://host/x", "invalid URL; write file:///ABSOLUTE/PATH")]
    [InlineData("ftp://host/x", "unsupported URL scheme \"ftp\"; use a path or a URL with file:, http: or https:")]
    public async Task Reports_PlaceThatCannotBeRead(string url, string fault)
    {
        var document = await _files.Loader.ReadMainAsync(url, TestContext.Current.CancellationToken);
        var result = await _files.Loader.LoadAsync(document, _files.Plugins, _files.Secrets, TestContext.Current.CancellationToken);

        Assert.Equal($"{url}: error: {fault}", Assert.Single(result.Faults).ToString());
    }

    [Fact]
    public async Task Reports_MissingFile()
    {
        var document = await _files.Loader.ReadMainAsync(
            "file://" + _files.PathOf("with%20space.json"), TestContext.Current.CancellationToken);
        var result = await _files.Loader.LoadAsync(document, _files.Plugins, _files.Secrets, TestContext.Current.CancellationToken);

        Assert.False(result.IsUsable);
        Assert.Empty(document.PluginSettings);
        Assert.Equal(
            _files.PathOf("with space.json") + ": error: the file does not exist", Assert.Single(result.Faults).ToString());
    }

    [Fact]
    public async Task Refuses_FifoWithoutWaitingForItsWriter()
    {
        using (var parent = DirectoryHandle.OpenHost(Path.GetDirectoryName(_files.Write("streams.json", ""))!))
        {
            parent.MakeNode("pipe", (uint)FileType.Fifo | 0x180, 0);
        }

        var document = await _files.Loader.ReadMainAsync(_files.PathOf("pipe"), TestContext.Current.CancellationToken);
        var result = await _files.Loader.LoadAsync(document, _files.Plugins, _files.Secrets, TestContext.Current.CancellationToken);

        Assert.Equal("cannot be read: it is a FIFO, not a regular file", Assert.Single(result.Faults).Message);
        Assert.Equal(
            ["pipe: error: cannot be read: it is a FIFO, not a regular file"],
            await _files.FaultsOfAsync($$"""{"ImageStreamsUrl": "{{_files.PathOf("pipe")}}"}"""));
    }

    [Fact]
    public async Task Loads_FromWebServer()
    {
        using var server = new WebServer();
        server.Texts["/conf.json"] = $$"""{"ImageStreamsUrl": "{{server.Url}}streams.json", "ImageStreamsCheckInterval": 10}""";
        server.Texts["/streams.json"] = """{"Streams": {"s": {"ManifestUrl": "https://host/"}}}""";

        var document = await _files.Loader.ReadMainAsync(
            server.Url.Replace("://", "://fred:swordfish@", StringComparison.Ordinal) + "conf.json", TestContext.Current.CancellationToken);
        var result = await _files.Loader.LoadAsync(document, _files.Plugins, _files.Secrets, TestContext.Current.CancellationToken);

        Assert.Empty(result.Faults);
        Assert.NotNull(result.Value!.Catalog.Find("s"));
        Assert.Equal(server.Url + "conf.json", document.Source.Display);
    }

    [Fact]
    public async Task Reports_AnswerOfWebServer()
    {
        using var server = new WebServer();
        var faults = await _files.FaultsOfAsync($$"""{"ImageStreamsUrl": "{{server.Url}}missing"}""");

        Assert.Equal([$"{server.Url}missing: error: the server answered 404 Not Found"], faults);
    }

    [Fact]
    public async Task Reports_ServerThatDoesNotAnswer()
    {
        // Port 1 of this machine: nobody listens there.
        var fault = Assert.Single(await _files.FaultsOfAsync("""{"ImageStreamsUrl": "http://127.0.0.1:1/x"}"""));

        Assert.StartsWith("http://127.0.0.1:1/x: error: cannot be read: ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_TimeoutFromCancellation()
    {
        using var server = new WebServer { NeverAnswers = true };
        using var http = new ConfigurationHttp(TimeSpan.FromMilliseconds(50));
        var loader = new ConfigurationLoader(http);

        var document = await loader.ReadMainAsync(server.Url, TestContext.Current.CancellationToken);
        var result = await loader.LoadAsync(document, _files.Plugins, _files.Secrets, TestContext.Current.CancellationToken);
        Assert.Equal("the server did not answer within 0.05 s", Assert.Single(result.Faults).Message);

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loader.ReadMainAsync(server.Url, cancelled.Token));
    }

    [Fact]
    public async Task Reload_ReadsImageStreamsAgainAndKeepsNothingBroken()
    {
        _files.Write("streams.json", """{"Streams": {"a": {"ManifestUrl": "https://host/"} } }""");
        var configuration = await _files.LoadGoodAsync($$"""{"ImageStreamsUrl": "{{_files.PathOf("streams.json")}}"}""");
        _files.Write("streams.json", """{"Streams": {"b": {"ManifestUrl": "https://host/"} } }""");
        var good = await ReloadAsync();
        _files.Write("streams.json", """{"Streams": 7}""");
        var bad = await ReloadAsync();

        Assert.NotNull((configuration with { ImageStreams = good.Value! }).Catalog.Find("b"));
        Assert.False(bad.IsUsable);
        Assert.Equal(FaultSeverity.Error, Assert.Single(bad.Faults).Severity);

        Task<ConfigurationResult<ImageStreamsConfiguration>> ReloadAsync() => _files.Loader.LoadImageStreamsAsync(
            configuration.Main, _files.Plugins, _files.Secrets, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Reports_PluginsThatFailedOrConflict()
    {
        _files.Plugins = new PluginSet
        {
            Failed = [new FailedPlugin("GitSource", "/p/GitSource", "it is broken")],
            Conflicts = [new PluginConflict("packager deb", "/p/A/A.dll", "/p/B/B.dll")],
        };
        _files.Write("streams.json", """{"Streams": {"s": {"ManifestUrl": "https://host/"} } }""");

        Assert.Equal(
            [
                "/p/GitSource: warning: the plugin GitSource is not loaded: it is broken",
                "/p/A/A.dll: error: packager deb is claimed by two plugins, /p/A/A.dll and /p/B/B.dll; remove or disable one of them",
                "conf.json:1: $.Plugins.GitSorce: warning: unknown plugin \"GitSorce\"; did you mean \"GitSource\"?",
                "streams.json:1: $.Streams.s.ManifestUrl: error: stream \"s\": a plugin for manifest URLs of scheme \"https\" is not loaded; none is loaded; failed to load: GitSource (it is broken)",
            ],
            await _files.FaultsOfAsync($$"""{"ImageStreamsUrl": "{{_files.PathOf("streams.json")}}", "Plugins": {"GitSorce": {} } }"""));
    }

    [Fact]
    public async Task Leaves_StreamsUsableThatNeedNoBrokenPlugin()
    {
        _files.Plugins = new PluginSet
        {
            PackagerTypes = _files.Plugins.PackagerTypes.Remove("rpm"),
            Failed = [new FailedPlugin("Apk", "/p/Apk", "it is broken")],
            Conflicts = [new PluginConflict("packager rpm", "/p/A/A.dll", "/p/B/B.dll")],
        };

        var result = await _files.LoadAsync("""
            {"PackagerTypes": {"apk": {}, "rpm": {"InstallCommand": ["dnf"]}},
             "BootstrapStreams": {
              "d": {"BootstrapCommand": ["true"], "PackagerType": "deb"},
              "a": {"BootstrapCommand": ["true"], "PackagerType": "apk"},
              "r": {"BootstrapCommand": ["true"], "PackagerType": "rpm"}}}
            """);

        Assert.True(result.IsUsable);
        var streams = result.Value!.Main.BootstrapStreams;
        Assert.Null(streams["d"].Fault);
        Assert.EndsWith(
            "packager type \"apk\" is not loaded; loaded are deb; failed to load: Apk (it is broken)", streams["a"].Fault, StringComparison.Ordinal);
        Assert.Contains(
            "packager type \"rpm\" cannot be used: packager rpm is claimed by two plugins, /p/A/A.dll and /p/B/B.dll",
            streams["r"].Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_FailureOfAPluginAtTheSettingThatItNames()
    {
        _files.Plugins = new PluginSet
        {
            Failed = [new FailedPlugin("GitSource", "/p/GitSource", "GitPlugin.Register failed: fetchTimeout: \"soon\" is not a duration")],
        };

        Assert.Equal(
            [
                "conf.json:3: $.Plugins.GitSource.fetchTimeout: warning: the plugin GitSource is not loaded: GitPlugin.Register failed: fetchTimeout: \"soon\" is not a duration",
                "conf.json:4: $.Plugins.GitSource.enabled: error: invalid value of \"enabled\" of plugin GitSource: it must be true or false, not a string",
            ],
            await _files.FaultsOfAsync("""
                {"Plugins": {"GitSource": {
                  "caFile": "/ca.pem",
                  "fetchTimeout": "soon",
                  "enabled": "yes"}}}
                """));
    }

    [Fact]
    public async Task WarnsOf_PluginSettingsThatHaveNoEffect()
    {
        _files.Plugins = new PluginSet
        {
            Loaded =
            [
                new LoadedPlugin("GitSource", "1.0.0", "Git.", "/p/GitSource/GitSource.dll", [])
                {
                    KnownSettings = ImmutableDictionary.Create<string, bool>(StringComparer.OrdinalIgnoreCase)
                        .Add("fetchTimeout", true).Add("caFile", true),
                },
                new LoadedPlugin("Other", "1.0.0", "Other.", "/p/Other/Other.dll", []),
                new LoadedPlugin("Deb", "1.0.0", "Deb.", "/p/Deb/Deb.dll", [])
                {
                    KnownSettings = ImmutableDictionary<string, bool>.Empty.Add("tool", true),
                    DeclaresSettings = true,
                },
            ],
        };

        var faults = await _files.FaultsOfAsync("""
            {"Plugins": {
              "GitSource": {"FetchTimeout": "1m", "fetchTimout": "1m",
                "caFile": ["/ca.pem"],
                "mirror": "/m"},
              "Other": {"any": 1},
              "Deb": {"mirror": "/m", "enabled": true}
            }}
            """);

        Assert.Equal(
            [
                "conf.json:2: $.Plugins.GitSource.fetchTimout: warning: unknown setting \"fetchTimout\" of plugin GitSource; did you mean \"fetchTimeout\"?",
                "conf.json:3: $.Plugins.GitSource.caFile: warning: setting \"caFile\" of plugin GitSource is ignored: it must be a text, a number, true or false",
                "conf.json:4: $.Plugins.GitSource.mirror: warning: the plugin GitSource did not read the setting \"mirror\" when it was loaded; remove the setting unless the documentation of the plugin names it",
                "conf.json:6: $.Plugins.Deb.mirror: warning: unknown setting \"mirror\" of plugin Deb; known settings: enabled, tool",
            ],
            faults.Where(fault => fault.Contains("$.Plugins", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Checks_StreamsToRebuild()
    {
        _files.Write("streams.json", """
            {"StreamPatterns": {"a.*": {"ManifestUrl": "https://host/"}, ".*b": {"ManifestUrl": "https://host/"} } }
            """);

        Assert.Equal(
            [
                "conf.json:3: $.ImageStreamsToAutoRebuild[1]: warning: unknown stream \"c\"",
                "conf.json:4: $.ImageStreamsToAutoRebuild[2]: error: stream \"ab\" matches two patterns, \"a.*\" and \".*b\"; define the stream by its name, or narrow one of the patterns",
            ],
            await _files.FaultsOfAsync($$"""
                {"ImageStreamsUrl": "{{_files.PathOf("streams.json")}}",
                 "ImageStreamsToAutoRebuild": ["a",
                   "c",
                   "ab"]}
                """));
    }

    [Theory]
    [InlineData("/etc/conf.json", "/etc/conf.json")]
    [InlineData("conf.json", "conf.json")]
    [InlineData("file:///etc/a%20b.json", "/etc/a b.json")]
    [InlineData("https://host/conf.json?x=1", "https://host/conf.json?x=1")]
    [InlineData("https://fred:swordfish@host/conf.json", "https://host/conf.json")]
    [InlineData("HTTPS://fred:s^w%5eö@rd@host/a@b", "HTTPS://host/a@b")]
    public void Shows_SourceWithoutPassword(string url, string display) =>
        Assert.Equal(display, ConfigurationSource.Of(url).Display);

    [Theory]
    [InlineData("https://fred:swordfish@host/$ARCH.json", "https://host/$ARCH.json")]
    [InlineData("https://fred:$PASSWORD@host/$ARCH.json", "https://fred:$PASSWORD@host/$ARCH.json")]
    public void Shows_SourceWithVariables_WithoutAPasswordThatIsNone(string url, string display) => Assert.Equal(
        display, ConfigurationSource.Expand(url, SecretVariables.None).Display);

    private sealed class WebServer : IDisposable
    {
        private readonly HttpListener _listener;

        public WebServer()
        {
            HttpListener? started;
            for (var attempt = 0; (started = TryStart()) is null; attempt++)
            {
                // The port is somebody else's: the next one may not be.
                Assert.True(attempt < 20, "no port is free");
            }

            _listener = started;
            _ = ServeAsync();
        }

        public Dictionary<string, string> Texts { get; } = [];

        public bool NeverAnswers { get; init; }

        public string Url { get; private set; } = "";

        public void Dispose() => _listener.Close();

        // One that could not start is of no more use.
        private HttpListener? TryStart()
        {
            Url = $"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}/";
            var listener = new HttpListener();
            listener.Prefixes.Add(Url);
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException)
            {
                return null;
            }
        }

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }

                if (NeverAnswers)
                {
                    continue;
                }

                if (Texts.TryGetValue(context.Request.Url!.AbsolutePath, out var text))
                {
                    await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
                }
                else
                {
                    context.Response.StatusCode = 404;
                }

                context.Response.Close();
            }
        }
    }
}
