using Imaginator.Host.Access.Tokens;
using Imaginator.Hosting.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Access.Tokens;

public sealed class TokenStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingLogger _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void MadeToken_IsFound_AlsoAfterARestart()
    {
        var made = Open().Make(Order("ci"), "ann");

        var found = Open().Find(made.Text);

        Assert.Equal("token:ci", found!.UserName);
        Assert.Equal(StreamRole.Build, found.Scope.Role);
        Assert.Equal(["team-a/"], found.Scope.Streams);
        Assert.Equal("ann", found.MadeBy);
        Assert.Equal(_time.GetUtcNow() + TokenLimits.DefaultLifetime, found.ExpiresAt);
        Assert.Matches("^imgt_[0-9a-f]{64}$", made.Text);
    }

    [Fact]
    public void File_HasHashesOnly_AndIsForItsOwner()
    {
        var made = Open().Make(Order("ci"), "ann");

        var path = _directory.PathOf("tokens.json");
        Assert.DoesNotContain(made.Text[TokenText.Prefix.Length..], File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains(TokenText.HashOf(made.Text), File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("imgt_")]
    [InlineData("imgt_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void OtherTexts_AreNotFound(string text)
    {
        var store = Open();
        store.Make(Order("ci"), "ann");

        Assert.Null(store.Find(text));
    }

    [Fact]
    public void Hash_IsNoToken()
    {
        var store = Open();
        var made = store.Make(Order("ci"), "ann");

        Assert.Null(store.Find(TokenText.Prefix + TokenText.HashOf(made.Text)));
    }

    [Fact]
    public void ExpiredToken_IsNotFound_AndItsNameIsFree()
    {
        var store = Open();
        var made = store.Make(Order("ci") with { Lifetime = TimeSpan.FromHours(1) }, "ann");
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(store.Find(made.Text));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(store.Find(made.Text));
        Assert.Single(store.List());
        store.Make(Order("ci"), "bob");
        Assert.Equal("bob", Assert.Single(store.List()).MadeBy);
    }

    [Fact]
    public void RevokedToken_IsNotFound()
    {
        var store = Open();
        var made = store.Make(Order("ci"), "ann");
        var other = store.Make(Order("other"), "ann");

        store.Revoke(store.FindByName("ci")!);

        Assert.Null(store.Find(made.Text));
        Assert.Null(Open().Find(made.Text));
        Assert.NotNull(store.Find(other.Text));
        Assert.Null(store.FindByName("ci"));
        Assert.Equal("other", store.FindByName(other.Token.Id)!.Name);
    }

    [Fact]
    public void RevokedToken_IsNotFound_AlsoIfTheFileCannotBeWritten()
    {
        var store = Open();
        var made = store.Make(Order("ci"), "ann");

        // It stands for a full disk: the new file cannot be created.
        var next = Directory.CreateDirectory(_directory.PathOf("tokens.json.new"));
        var failure = Assert.Throws<ImaginatorException>(() => store.Revoke(made.Token));
        Assert.Contains("not accepted until the daemon restarts", failure.Message, StringComparison.Ordinal);
        Assert.Null(store.Find(made.Text));
        Assert.False(store.IsValid(made.Token.Id));

        next.Delete();
        store.Revoke(store.FindByName("ci")!);
        Assert.Null(Open().Find(made.Text));
    }

    [Fact]
    public void Name_IsUsedOnce()
    {
        var store = Open();
        store.Make(Order("ci"), "ann");

        var failure = Assert.Throws<ImaginatorException>(() => store.Make(Order("ci"), "ann"));

        Assert.Contains("a token with the name \"ci\" exists", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LastUse_IsRecorded_ButNotEachTime()
    {
        var store = Open();
        var made = store.Make(Order("ci"), "ann");
        Assert.Null(Assert.Single(store.List()).LastUsedAt);
        store.Find(made.Text);
        var first = _time.GetUtcNow();
        Assert.Equal(first, Assert.Single(Open().List()).LastUsedAt);

        _time.Advance(TokenLimits.UsePrecision / 2);
        store.Find(made.Text);
        Assert.Equal(first, Assert.Single(Open().List()).LastUsedAt);

        _time.Advance(TokenLimits.UsePrecision / 2);
        store.Find(made.Text);
        Assert.Equal(_time.GetUtcNow(), Assert.Single(Open().List()).LastUsedAt);
    }

    [Theory]
    [InlineData("{", UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData("[]", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite)]
    public void UnusableFile_AcceptsNoToken_AndIsNotReplaced(string contents, UnixFileMode mode)
    {
        var path = _directory.PathOf("tokens.json");
        File.WriteAllText(path, contents);
        File.SetUnixFileMode(path, mode);
        var store = Open();

        Assert.Null(store.Find(TokenText.Create()));
        Assert.Null(store.Find(TokenText.Create()));
        Assert.Throws<ImaginatorException>(() => store.Make(Order("ci"), "ann"));

        Assert.Equal(contents, File.ReadAllText(path));
        Assert.Single(_log.Entries);
    }

    [Theory]
    [InlineData("a b", "team-a/", 1)]
    [InlineData("", "team-a/", 1)]
    [InlineData("ci", "", 1)]
    [InlineData("ci", "../x", 1)]
    [InlineData("ci", "team-a//", 1)]
    [InlineData("ci", "team-a/", 0)]
    [InlineData("ci", "team-a/", 400)]
    public void InvalidOrder_IsRefused(string name, string stream, int days) => Assert.NotNull(
        new TokenOrder(name, StreamRole.View, [stream], TimeSpan.FromDays(days)).FindFault());

    [Theory]
    [InlineData("team-a/app")]
    [InlineData("team-a/")]
    [InlineData("/")]
    public void ValidOrder_IsAccepted(string stream) => Assert.Null(
        new TokenOrder("ci.team-a_1", StreamRole.Manage, [stream], null).FindFault());

    [Fact]
    public void OrderWithoutARoleOrStreams_IsRefused()
    {
        Assert.NotNull(new TokenOrder("ci", StreamRole.None, ["/"], null).FindFault());
        Assert.NotNull(new TokenOrder("ci", StreamRole.View, [], null).FindFault());
    }

    private static TokenOrder Order(string name) => new(name, StreamRole.Build, ["team-a/"], null);

    private TokenStore Open() => new(new TokenFile(_directory.FullName), _time, new LoggerOf<TokenStore>(_log));
}
