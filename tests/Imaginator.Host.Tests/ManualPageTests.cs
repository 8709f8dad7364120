using System.Collections.Immutable;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests;

public sealed class ManualPageTests
{
    /// <summary>After a change of help texts: <c>artifacts/dist/imaginator manual >packaging/man/imaginator.8</c>.</summary>
    [Fact]
    public async Task ManualPage_IsPrintedFromTheProgram()
    {
        await using var output = new StringWriter();
        var command = ImaginatorProgram.Describe().Commands.Single(command => command.Name == "manual");
        await command.RunAsync(
            new CommandContext(
                FlagValues.Defaults, ImmutableArray<string>.Empty, output, TextWriter.Null, NullLoggerFactory.Instance, TimeProvider.System),
            TestContext.Current.CancellationToken);

        using var committed = new StreamReader(typeof(ManualPageTests).Assembly.GetManifestResourceStream("imaginator.8")!);
        Assert.Equal(await committed.ReadToEndAsync(TestContext.Current.CancellationToken), output.ToString());
    }
}
