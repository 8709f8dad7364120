using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Layout;
using Imaginator.Plugins.LocalStore.Leases;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>
/// The directory of an upload and its lease, which protects the directory and the claimed objects from garbage collections.
/// </summary>
internal sealed class UploadDirectory : IDisposable
{
    private readonly UploadContext _context;

    private UploadDirectory(UploadContext context, Lease lease)
    {
        _context = context;
        Lease = lease;
        Handle = IncomingDirectory.Create(context.Store.Incoming, lease.Id);
    }

    public Lease Lease { get; }

    public DirectoryHandle Handle { get; }

    public static async ValueTask<UploadDirectory> CreateAsync(UploadContext context, CancellationToken cancellationToken)
    {
        using (await context.Store.Lock.AcquireSharedAsync(cancellationToken))
        {
            var lease = context.Store.Leases.CreateUpload();
            try
            {
                return new UploadDirectory(context, lease);
            }
            catch
            {
                lease.Dispose();
                throw;
            }
        }
    }

    /// <summary>Removes the directory and ends the lease. Logs failures; the next garbage collection removes the rest.</summary>
    public void Dispose()
    {
        try
        {
            Handle.Dispose();
            IncomingDirectory.Remove(_context.Store.Incoming, Lease.Id);
        }
        catch (IOException e)
        {
            LocalStoreLog.CleanupFailed(_context.Logger, e);
        }
        finally
        {
            Lease.Dispose();
        }
    }
}
