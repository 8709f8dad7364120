using System.Text.Json;
using Imaginator.Notifications;
using Imaginator.Plugins.Webhooks.Sending;
using Imaginator.Plugins.Webhooks.Settings;
using Imaginator.Plugins.Webhooks.Shapes;

namespace Imaginator.Plugins.Webhooks.Tests;

/// <summary>The contents of requests.</summary>
public sealed class ShapeTests
{
    [Fact]
    public async Task Standard_HasTypeTimeAndData()
    {
        var request = await Samples.SendAsync(Samples.Failed, new() { ["secret"] = Samples.Key });

        Assert.Equal("POST /hook HTTP/1.1", request.Line);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(
            """
            {"type":"build.failed","timestamp":"2030-01-31T12:30:59Z","data":{"summary":"The build of base/debian failed: a script failed",
            "stream":"base/debian","link":"https://imaginator.example.org/builds/0123456789abc",
            "build":{"id":"0123456789abc","requestor":"alice","startedAt":"2030-01-31T12:28:59Z","finishedAt":"2030-01-31T12:30:59Z",
            "manifestUrl":"https://$TOKEN@github.com/example/images.git","branch":"main","commit":"0123456789abcdef0123456789abcdef01234567"},
            "error":"a script failed","stage":"scripts"}}
            """.Replace("\n", "", StringComparison.Ordinal),
            request.Body);
    }

    [Fact]
    public async Task Slack_ShowsTextsOnlyAsPreformattedText()
    {
        var failed = Samples.Failed with { Error = "```\n<!channel> @all <script>&amp;" };

        var text = (await Samples.SendAsync(failed, new() { ["shape"] = "slack" })).Json.GetProperty("text").GetString();

        Assert.Equal(
            "*Build failed*\n```\nThe build of base/debian failed: '''\n&lt;!channel&gt; @all &lt;script&gt;&amp;amp;\n```\n"
            + "<https://imaginator.example.org/builds/0123456789abc|Details>",
            text);
    }

    [Fact]
    public async Task Slack_CutsLongTexts()
    {
        var failed = Samples.Failed with { Error = new string('x', 100_000) };

        var text = (await Samples.SendAsync(failed, new() { ["shape"] = "slack" })).Json.GetProperty("text").GetString()!;

        Assert.InRange(text.Length, 3000, 3200);
        Assert.EndsWith("|Details>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://github.com/example/images.git", "/repos/example/images/statuses/")]
    [InlineData("https://$TOKEN@github.com/example/images", "/repos/example/images/statuses/")]
    [InlineData("git@github.com:example/images.git", "/repos/example/images/statuses/")]
    [InlineData("ssh://git@github.com:22/example/images.git/", "/repos/example/images/statuses/")]
    [InlineData("https://gitlab.com/example/images.git", null)]
    [InlineData("https://github.com/example/$NAME.git", null)]
    [InlineData("https://github.com/example/../images", null)]
    [InlineData("dir:///srv/manifests", null)]
    [InlineData("", null)]
    public void GitHub_FindsTheRepositoryOfTheManifest(string manifestUrl, string? path)
    {
        var shape = new GitHubStatusShape(new WebhookSettings { Shape = ShapeNames.GitHubStatus, Token = "token" });
        var failed = Samples.Failed with { Build = Samples.Build with { ManifestUrl = manifestUrl } };

        Assert.Equal(path is not null, shape.Accepts(failed));
        if (path is not null)
        {
            Assert.Equal($"https://api.github.com{path}{Samples.Commit}", shape.Make(Samples.MessageOf(failed)).Address.AbsoluteUri);
        }
    }

    [Fact]
    public async Task GitHub_GetsAStatus()
    {
        var request = await Samples.SendAsync(
            Samples.Failed with { Error = new string('x', 500) + "\n" },
            new() { ["shape"] = "github-status", ["token"] = "ghp_secret", ["repository"] = "example/images" });

        Assert.Equal($"POST /hook/repos/example/images/statuses/{Samples.Commit} HTTP/1.1", request.Line);
        Assert.Equal("Bearer ghp_secret", request.Headers["Authorization"]);
        Assert.Equal("2022-11-28", request.Headers["X-GitHub-Api-Version"]);
        Assert.NotEmpty(request.Headers["User-Agent"]);
        Assert.Equal("failure", request.Json.GetProperty("state").GetString());
        Assert.Equal("imaginator: base/debian", request.Json.GetProperty("context").GetString());
        Assert.Equal(140, request.Json.GetProperty("description").GetString()!.Length);
        Assert.Equal("https://imaginator.example.org/builds/0123456789abc", request.Json.GetProperty("target_url").GetString());
    }

    [Fact]
    public async Task GitLab_GetsAStatus()
    {
        var request = await Samples.SendAsync(
            new BuildRecovered { StreamName = "base/debian", Build = Samples.Build },
            new() { ["shape"] = "gitlab-status", ["token"] = "glpat-secret", ["repository"] = "group/sub/images", ["context"] = "images" });

        Assert.Equal($"POST /hook/projects/group%2Fsub%2Fimages/statuses/{Samples.Commit} HTTP/1.1", request.Line);
        Assert.Equal("glpat-secret", request.Headers["PRIVATE-TOKEN"]);
        Assert.Equal("success", request.Json.GetProperty("state").GetString());
        Assert.Equal("images: base/debian", request.Json.GetProperty("name").GetString());
    }

    [Fact]
    public void GitLab_AcceptsAStatusThatTheCommitHas()
    {
        var shape = new GitLabStatusShape(new WebhookSettings { Shape = ShapeNames.GitLabStatus, Token = "token" });

        Assert.True(shape.IsAccepted(new WebhookAnswer(400, "400 Bad Request {\"message\":\"Cannot transition status via :succeed\"}", null)));
        Assert.False(shape.IsAccepted(new WebhookAnswer(400, "400 Bad Request {\"message\":\"state is missing\"}", null)));
        Assert.False(shape.IsAccepted(new WebhookAnswer(404, "404 Not Found Cannot transition status", null)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123abc")]
    [InlineData("0123456789abcdef0123456789abcdef0123456z")]
    public void Statuses_NeedACompleteCommit(string commit)
    {
        var shape = new GitHubStatusShape(
            new WebhookSettings { Shape = ShapeNames.GitHubStatus, Token = "token", Repository = "example/images" });

        Assert.False(shape.Accepts(Samples.Failed with { Build = Samples.Build with { CommitId = commit } }));
    }

    [Fact]
    public void Statuses_AreOnlyForResultsOfBuilds()
    {
        var shape = new GitHubStatusShape(
            new WebhookSettings { Shape = ShapeNames.GitHubStatus, Token = "token", Repository = "example/images" });

        Assert.False(shape.Accepts(new ImagePublished { StreamName = "base", Build = Samples.Build, ImageName = "base/1" }));
        Assert.False(shape.Accepts(new WorkerLost { Worker = "one" }));
    }

    [Fact]
    public void EveryKindOfEvent_HasAStandardPayload()
    {
        NotificationEvent[] events =
        [
            Samples.Failed,
            new BuildRecovered { StreamName = "base", Build = Samples.Build, ImageName = "base/1", FailedBuildId = "0" },
            new BuildSucceeded { StreamName = "base", Build = Samples.Build, ImageName = "base/1" },
            new ImagePublished { StreamName = "base", Build = Samples.Build, ImageName = "base/1", ExpiresAt = Samples.Time },
            new ImageExpiring { StreamName = "base", ImageName = "base/1", ExpiresAt = Samples.Time },
            new WorkerLost { Worker = "one", Address = "one:6975", Reason = "gone" },
        ];
        Assert.Equal(NotificationEventNames.All, events.Select(notification => notification.Name));
        foreach (var notification in events)
        {
            using var payload = JsonDocument.Parse(StandardPayload.Of(Samples.MessageOf(notification)));
            Assert.Equal(notification.Name.Replace('-', '.'), payload.RootElement.GetProperty("type").GetString());
            Assert.Equal(notification.Summary, payload.RootElement.GetProperty("data").GetProperty("summary").GetString());

            // More than what all events have: summary, link and mostly a stream.
            Assert.InRange(payload.RootElement.GetProperty("data").EnumerateObject().Count(), 4, 20);
        }
    }
}
