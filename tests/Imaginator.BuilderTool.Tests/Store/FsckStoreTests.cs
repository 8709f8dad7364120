namespace Imaginator.BuilderTool.Tests.Store;

/// <summary>The exit status of <c>fsck-store</c>: scripts decide by it whether to repair a store.</summary>
public sealed class FsckStoreTests : IDisposable
{
    private const int FaultsRemain = 1;
    private const int NotChecked = 3;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _state = new();

    public FsckStoreTests()
    {
        // What makes a directory a store: programs that only read do not create one.
        File.SetUnixFileMode(_state.Write("store/format", "imaginator image store, version 1\n"), OwnerOnly);
        File.SetUnixFileMode(_state.PathOf("store"), OwnerOnly | UnixFileMode.UserExecute);
    }

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(NotChecked, "fsck-store")]
    [InlineData(NotChecked, "fsck-store", "-rebuildCatalogue")]
    [InlineData(1, "list-images")]
    [InlineData(1, "find-latest-image", "base")]
    [InlineData(1, "show-image", "base")]
    public async Task MissingStore_IsAnError_AndIsNotCreated(int status, params string[] command)
    {
        var missing = _state.PathOf("typo");

        (await BuilderToolRun.RunAsync([.. command, $"-stateDir={missing}"])).ShouldFail(status, $"no image store at {missing}/store");

        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task Faults_AreReported_UntilTheyAreRepaired()
    {
        (await CheckAsync()).ShouldSucceed();
        _state.Write("store/stray", "");

        var faulty = await CheckAsync();

        Assert.Equal(FaultsRemain, faulty.ExitCode);
        Assert.Contains("does not belong to the store", faulty.Output, StringComparison.Ordinal);
        (await CheckAsync("-repair")).ShouldSucceed();
        (await CheckAsync()).ShouldSucceed();
    }

    [Fact]
    public async Task StoreWithoutAPlugin_IsNotChecked() =>
        (await CheckAsync("-imageStore=nosuch:///store")).ShouldFail(NotChecked, "scheme \"nosuch\" is not loaded");

    [Fact]
    public async Task InvalidSettingOfThePluginInTheConfiguration_IsNamedWithItsLine()
    {
        var file = _state.Write("conf.json", "{\"Plugins\": {\"LocalStore\": {\n  \"collectionInterval\": \"soon\"}}}");

        (await CheckAsync($"-configurationUrl={file}")).ShouldFail(
            NotChecked, "failed to load: LocalStore ", $" (setting collectionInterval ({file}:2): \"soon\" is not a duration such as 90s or 1h30m)");
    }

    [Fact]
    public async Task DamagedDirectoryOfSourceTrees_IsNotChecked()
    {
        Directory.CreateDirectory(_state.PathOf("source-trees", new string('0', 64)));
        Directory.CreateDirectory(_state.PathOf("source-trees", "lock"));

        (await CheckAsync()).ShouldFail(NotChecked, "cannot check the unpacked source images in ");
    }

    private Task<BuilderToolRun> CheckAsync(params string[] flags) =>
        BuilderToolRun.RunAsync(["fsck-store", $"-stateDir={_state.FullName}", .. flags]);
}
