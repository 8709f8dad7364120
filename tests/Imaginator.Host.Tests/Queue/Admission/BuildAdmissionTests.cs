using Imaginator.Building.Builds;
using Imaginator.Building.Streams;
using Imaginator.Host.Access;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Tests.Queue.Admission;

public sealed class BuildAdmissionTests : IStreamCatalog
{
    [Fact]
    public async Task UnknownStream_NamesASimilarOne_ToCallersWhoMaySeeIt()
    {
        var bounds = BuildBounds.From(FlagParser.Parse(DaemonFlags.All, ["-insecure"], []).Values);
        var permissions = new Permissions(() => null, new ReadPolicy(AnonymousReads.None, MemberReads.Roles));
        var admission = new BuildAdmission(this, bounds, permissions);

        Assert.Equal(
            "unknown stream: users/alhpa; did you mean \"users/alpha\"?",
            await RefusalAsync(new Caller { UserName = "ann", HasMethodAccess = true }, BuildRefusal.UnknownStream));

        // As for a stream that exists.
        foreach (var user in new[] { "bob", "" })
        {
            Assert.Equal("no permission to build: users/alhpa", await RefusalAsync(new Caller { UserName = user }, BuildRefusal.NotPermitted));
        }

        async Task<string> RefusalAsync(Caller caller, BuildRefusal reason)
        {
            var request = new BuildRequest { StreamName = "users/alhpa", ExpiresIn = TimeSpan.FromHours(1) };
            var refused = await Assert.ThrowsAsync<BuildRefusedException>(
                () => admission.AdmitAsync(request, caller, TestContext.Current.CancellationToken));
            Assert.Equal(reason, refused.Reason);
            return refused.Message;
        }
    }

    ValueTask<StreamDefinition?> IStreamCatalog.FindAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<StreamDefinition?>(null);

    string? IStreamCatalog.FindNearest(string name) => "users/alpha";
}
