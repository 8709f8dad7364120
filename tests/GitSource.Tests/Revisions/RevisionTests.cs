using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Tests.Revisions;

public sealed class RevisionTests(GitServers servers) : GitTest(servers)
{
    private static readonly Signature Who = new("Tester", "tester@example.invalid", DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Fetches_Branch()
    {
        var repository = CreateSimpleRepository();
        var commit = repository.Commit("feature/x", ("file", "of the branch"));

        await ExpectAsync(repository, "feature/x", "feature/x", commit, "of the branch");
        await ExpectAsync(repository, "refs/heads/feature/x", "feature/x", commit, "of the branch");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetches_Tag(bool annotated)
    {
        var repository = CreateRepository();
        var commit = repository.Commit("master", ("file", "tagged"));
        var tags = repository.Repository.Tags;
        _ = annotated ? tags.Add("v1", commit, Who, "A release") : tags.Add("v1", commit);
        repository.Commit("master", ("file", "later"));

        await ExpectAsync(repository, "v1", "v1", commit, "tagged");
        await ExpectAsync(repository, commit.Sha, null, commit, "tagged");
        Assert.Equal(3, ReceivedObjects.Count);
        await FailAsync(ManifestFetchError.UnknownRevision, repository.HttpUrl, branch: "v1^{}");
    }

    [Fact]
    public async Task Prefers_BranchToTagOfTheSameName()
    {
        var repository = CreateRepository();
        repository.Repository.Tags.Add("x", repository.Commit("master", ("file", "of the tag")));
        var commit = repository.Commit("x", ("file", "of the branch"));

        await ExpectAsync(repository, "x", "x", commit, "of the branch");
    }

    [Theory]
    [InlineData(true, 40)]
    [InlineData(false, 40)]
    [InlineData(false, 8)]
    public async Task Fetches_CommitOfTheHistory(bool serverAllowsIds, int digits)
    {
        var repository = CreateRepository();
        var commit = repository.Commit("master", ("file", "old"));
        repository.Commit("master", ("file", "new"));
        repository.Repository.Config.Set("uploadpack.allowReachableSHA1InWant", serverAllowsIds);

        await ExpectAsync(repository, commit.Sha[..digits], null, commit, "old");
    }

    [Fact]
    public async Task Fetches_CommitOfTheHistory_IntoAMirrorThatHasTheTip()
    {
        var repository = CreateRepository();
        var oldest = repository.Commit("master", ("file", "oldest"));
        repository.Commit("master", ("file", "middle"));
        repository.Commit("master", ("file", "newest"));
        await FetchAsync(repository.HttpUrl);

        await ExpectAsync(repository, oldest.Sha, null, oldest, "oldest");
        var tip = repository.Commit("master", ("file", "newer still"));
        await ExpectAsync(repository, null, "master", tip, "newer still");
        Assert.DoesNotContain("damaged", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_CommitThatABranchLeadsTo()
    {
        var repository = CreateSimpleRepository();
        var commit = repository.Commit("other", ("file", "tip"));

        await ExpectAsync(repository, commit.Sha.ToUpperInvariant(), null, commit, "tip");
        Assert.Equal(3, ReceivedObjects[0]);
    }

    [Fact]
    public async Task TakesTheDefaultBranch_WhereThereIsNoMaster()
    {
        var repository = CreateRepository();
        repository.Repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
        repository.Commit("another", ("file", "wrong"));
        var commit = repository.Commit("main", ("file", "right"));

        await ExpectAsync(repository, null, "main", commit, "right");
        await ExpectAsync(repository, "", "main", commit, "right");
        var message = await FailAsync(ManifestFetchError.UnknownRevision, repository.HttpUrl, branch: "master");
        Assert.Contains("another, main", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrefersTheDefaultBranch_AndWarnsOfAnotherMaster()
    {
        var repository = CreateRepository();
        repository.Repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
        repository.Commit("master", ("file", "wrong"));
        var commit = repository.Commit("main", ("file", "right"));

        await ExpectAsync(repository, null, "main", commit, "right");

        Assert.Contains("main (the default branch)", Log, StringComparison.Ordinal);
        Assert.Contains(
            "warning: the default branch of $GIT_URL is main, and its branch master has another commit", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarnsOfNothing_WhereMasterIsRequestedOrTheSame()
    {
        var repository = CreateRepository();
        repository.Repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
        var commit = repository.Commit("main", ("file", "right"));
        repository.Repository.Refs.Add("refs/heads/master", commit.Id);
        await ExpectAsync(repository, null, "main", commit, "right");

        var other = repository.Commit("master", ("file", "other"));
        await ExpectAsync(repository, "master", "master", other, "other");

        Assert.DoesNotContain("warning", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakesMaster_WhereHeadLeadsNowhere()
    {
        var repository = CreateRepository();
        repository.Repository.Refs.UpdateTarget("HEAD", "refs/heads/none");
        var commit = repository.Commit("master", ("file", "right"));

        await ExpectAsync(repository, null, "master", commit, "right");
    }

    [Fact]
    public async Task Fetches_ThoughHeadPointsToAHiddenBranch()
    {
        var repository = CreateRepository();
        repository.Repository.Refs.UpdateTarget("HEAD", "refs/heads/hidden");
        var hidden = repository.Commit("hidden", ("file", "of HEAD"));
        var visible = repository.Commit("visible", ("file", "visible"));
        repository.Repository.Config.Set("uploadpack.hideRefs", "refs/heads/hidden");
        UseSsh();

        foreach (var url in new[] { repository.HttpUrl, repository.DaemonUrl, repository.SshUrl })
        {
            Assert.Equal(visible.Sha, (await FetchAsync(url, branch: "visible")).Revision.CommitId);
            Assert.Equal(new ManifestRevision("hidden", hidden.Sha), (await FetchAsync(url)).Revision);
        }
    }

    [Fact]
    public async Task Fetches_FromAServerWithoutTheWholeHistory()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("file", "before"));
        var tip = repository.Commit("master", ("file", "first"));
        await File.WriteAllTextAsync(Path.Combine(repository.Path, "shallow"), tip.Sha + "\n", Cancel);
        UseSsh();

        foreach (var url in new[] { repository.HttpUrl, repository.DaemonUrl, repository.SshUrl })
        {
            Assert.Equal(tip.Sha, (await FetchAsync(url)).Revision.CommitId);

            // An abbreviated ID requires all commits that the server has.
            tip = repository.Commit("master", ("file", "by ID " + url));
            Assert.Equal(tip.Sha, (await FetchAsync(url, branch: tip.Sha[..10])).Revision.CommitId);
            tip = repository.Commit("master", ("file", "by branch " + url));
            Assert.Equal(tip.Sha, (await FetchAsync(url)).Revision.CommitId);
        }

        Assert.DoesNotContain("damaged", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_FromARepositoryOfThisMachine_WithoutTheWholeHistory()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("file", "before"));
        var source = Path.Combine(WorkDirectory, "shallow.git");
        repository.Commit("master", ("file", "tip"));
        await ServerProgram.RunAsync("/usr/bin/git", "clone", "-q", "--bare", "--depth", "1", repository.FileUrl, source);

        var (directory, revision) = await FetchAsync($"file://{source}");

        Assert.Equal("tip", await File.ReadAllTextAsync(Path.Combine(directory, "file"), Cancel));
        Assert.Equal(repository.Repository.Branches["master"].Tip.Sha, revision.CommitId);
        Assert.DoesNotContain("damaged", Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakesTheCommitOfHead_WhereItIsOnNoBranch()
    {
        var repository = CreateRepository();
        var commit = repository.Commit("main", ("file", "detached"));
        repository.Commit("main", ("file", "later"));
        await File.WriteAllTextAsync(Path.Combine(repository.Path, "HEAD"), commit.Sha + "\n", Cancel);

        await ExpectAsync(repository, null, null, commit, "detached");
    }

    [Theory]
    [InlineData("no-such-branch")]
    [InlineData("master/../master")]
    [InlineData("mas*er")]
    [InlineData("refs/heads/none:refs/heads/x")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("0123456")]
    [InlineData("abc")]
    public async Task Explains_UnknownRevision(string branch)
    {
        var message = await FailAsync(ManifestFetchError.UnknownRevision, CreateSimpleRepository().HttpUrl, branch: branch);

        Assert.Contains(branch, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_EmptyRepository() => Assert.Contains("is empty", await FailAsync(
        ManifestFetchError.UnknownRevision, CreateRepository().HttpUrl), StringComparison.Ordinal);

    [Fact]
    public async Task Explains_TagOfAFile()
    {
        var repository = CreateSimpleRepository();
        repository.Repository.Refs.Add("refs/tags/blob", repository.CreateBlob([1]).Id);

        Assert.Contains("does not point to a commit", await FailAsync(
            ManifestFetchError.UnknownRevision, repository.HttpUrl, branch: "blob"), StringComparison.Ordinal);
    }

    private void UseSsh()
    {
        Settings["sshIdentityFile"] = Servers.IdentityFile;
        Settings["sshKnownHostsFile"] = Servers.KnownHostsFile;
    }

    private async Task ExpectAsync(ServedRepository repository, string? asked, string? branch, Commit commit, string contents)
    {
        foreach (var url in new[] { repository.HttpUrl, repository.DaemonUrl, repository.FileUrl })
        {
            var (directory, revision) = await FetchAsync(url, branch: asked);

            Assert.Equal(new ManifestRevision(branch, commit.Sha), revision);
            Assert.Equal(contents, await File.ReadAllTextAsync(Path.Combine(directory, "file"), Cancel));
        }
    }
}
