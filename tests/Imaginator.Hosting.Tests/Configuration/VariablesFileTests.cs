using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Configuration.Loading;
using Imaginator.Linux.Trees;

namespace Imaginator.Hosting.Tests.Configuration;

public sealed class VariablesFileTests : IDisposable
{
    // Octal 600, 604, 606.
    private const uint Private = 0b110_000_000;
    private const uint OthersRead = Private | 0b100;
    private const uint OthersWrite = OthersRead | 0b010;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private async Task<ConfigurationResult<SecretVariables>> LoadAsync(string contents, uint permissions = Private)
    {
        var file = _directory.Write("variables", contents);
        using (var handle = File.OpenHandle(file))
        {
            FileHandles.SetMode(handle, permissions);
        }

        return await VariablesFile.LoadAsync(file, TestContext.Current.CancellationToken);
    }

    private async Task<string[]> FaultsOfAsync(string contents, uint permissions = Private) =>
    [
        .. (await LoadAsync(contents, permissions)).Faults.Select(
            fault => fault.ToString().Replace(_directory.FullName + "/", "", StringComparison.Ordinal)),
    ];

    [Theory]
    [InlineData("# comment\n\n  \nUSER=fred\r\nPASSWORD= a = b \n  #x=y\nEMPTY=")]
    [InlineData("{\n  // comment\n\"USER\": \"fred\",\n# another\n\"PASSWORD\": \" a = b \", \"EMPTY\": \"\"\n}")]
    [InlineData("# comment\n! another\n  {\"USER\": \"fred\", \"PASSWORD\": \" a = b \", \"EMPTY\": \"\"}")]
    [InlineData("\uFEFFUSER=fred\nPASSWORD= a = b \nEMPTY=")]
    [InlineData("\uFEFF{\"USER\": \"fred\", \"PASSWORD\": \" a = b \", \"EMPTY\": \"\"}")]
    public async Task Reads_BothForms(string contents)
    {
        var result = await LoadAsync(contents);

        Assert.All(result.Faults, fault => Assert.Equal(FaultSeverity.Warning, fault.Severity));
        Assert.Equal(
            [("EMPTY", ""), ("PASSWORD", " a = b "), ("USER", "fred")],
            result.Value!.Values.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal("by *** with***!", result.Value.Masker.Mask("by fred with a = b !"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("{}")]
    public async Task Takes_FileWithoutVariables(string contents) => Assert.Empty((await LoadAsync(contents)).Value!.Values);

    [Fact]
    public async Task Needs_NoFile() => Assert.Same(
        SecretVariables.None, (await VariablesFile.LoadAsync("", TestContext.Current.CancellationToken)).Value);

    [Fact]
    public async Task Refuses_FileThatOthersCanWrite() => Assert.Equal(
        ["variables: error: the variables file is not used because other users can write it; run chmod 600 variables"],
        await FaultsOfAsync("USER=fred", OthersWrite));

    [Fact]
    public async Task Warns_OfFileThatOthersCanRead()
    {
        var result = await LoadAsync("USER=fred", OthersRead);

        Assert.Equal("fred", result.Value!.Values["USER"]);
        Assert.Equal(FaultSeverity.Warning, Assert.Single(result.Faults).Severity);
    }

    [Fact]
    public async Task Reports_FaultsWithoutShowingValues()
    {
        const string Contents = "USER=fred\nswordfish\n=swordfish\nsword fish=swordfish\nUSER=swordfish\n";

        Assert.Equal(
            [
                "variables:2: error: invalid line; write NAME=Value with a name of letters, digits and underscores",
                "variables:3: error: invalid line; write NAME=Value with a name of letters, digits and underscores",
                "variables:4: error: invalid line; write NAME=Value with a name of letters, digits and underscores",
                "variables:5: error: the variable USER is already defined in line 1; remove one of the lines",
            ],
            await FaultsOfAsync(Contents));
        Assert.Equal(
            ["variables:2: $.B: error: a string is expected here, not a number", "variables:3: $.A: error: \"A\" occurs twice, first in line 1; remove one"],
            (await FaultsOfAsync("{\"A\": \"swordfish\",\n\"B\": 7,\n\"A\": \"swordfish\"}")).Order(StringComparer.Ordinal));
        Assert.All(
            await FaultsOfAsync("{\"A\": \"swordfish\" swordfish}"),
            fault => Assert.DoesNotContain("swordfish", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Warns_OfValueTooShortToBeMasked() => Assert.Equal(
        ["variables: warning: the value of DEBUG has fewer than 3 characters and is not masked in logs; move a variable that is not secret to the Variables of the stream"],
        await FaultsOfAsync("DEBUG=1\nEMPTY=\nLONG=123"));

    [Fact]
    public async Task Reports_MissingFile()
    {
        var result = await VariablesFile.LoadAsync(_directory.PathOf("missing"), TestContext.Current.CancellationToken);

        Assert.False(result.IsUsable);
        Assert.Contains("cannot be read", Assert.Single(result.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_OfTextThatShellsWouldDrop() => Assert.Equal(
        [
            "variables:1: warning: the quotation marks around the value of A are part of the value; remove them",
            "variables:2: warning: the white space around the value of B is part of the value; remove it, or write the file as a JSON object",
            "variables:3: warning: \"#\" in the value of C starts no comment and is part of the value; write comments on separate lines",
        ],
        await FaultsOfAsync("A=\"swordfish\"\nB = swordfish\nC=swordfish # ours\nD=sword#fish\nE=it's"));

    [Theory]
    [InlineData("A=ok1\nB=sword\0fish", "variables:2: error: the value of B contains a zero byte; the file must be text")]
    public async Task Refuses_ValueThatNoVariableCanHave(string contents, string fault) =>
        Assert.Equal([fault], await FaultsOfAsync(contents));

    [Fact]
    public async Task Refuses_FifoWithoutWaitingForItsWriter()
    {
        using (var parent = DirectoryHandle.OpenHost(_directory.FullName))
        {
            parent.MakeNode("pipe", (uint)FileType.Fifo | 0x180, 0);
        }

        var result = await VariablesFile.LoadAsync(_directory.PathOf("pipe"), TestContext.Current.CancellationToken);

        Assert.Equal("the variables file cannot be read: it is a FIFO, not a regular file", Assert.Single(result.Faults).Message);
    }

    [Fact]
    public async Task Hides_ValuesFromText() =>
        Assert.DoesNotContain("swordfish", (await LoadAsync("A=swordfish")).ToString(), StringComparison.Ordinal);
}
