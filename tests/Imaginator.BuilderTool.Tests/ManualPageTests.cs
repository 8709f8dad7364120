using System.Collections.Immutable;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.BuilderTool.Tests;

public sealed class ManualPageTests
{
    /// <summary>After a change of help texts: <c>artifacts/dist/builder-tool manual >packaging/man/builder-tool.1</c>.</summary>
    [Fact]
    public async Task ManualPage_IsPrintedFromTheProgram()
    {
        await using var output = new StringWriter();
        var command = BuilderToolProgram.Describe().Commands.Single(command => command.Name == "manual");
        await command.RunAsync(
            new CommandContext(
                FlagValues.Defaults, ImmutableArray<string>.Empty, output, TextWriter.Null, NullLoggerFactory.Instance, TimeProvider.System),
            TestContext.Current.CancellationToken);

        using var committed = new StreamReader(typeof(ManualPageTests).Assembly.GetManifestResourceStream("builder-tool.1")!);
        Assert.Equal(await committed.ReadToEndAsync(TestContext.Current.CancellationToken), output.ToString());
    }
}
