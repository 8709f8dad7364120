using System.Collections.Immutable;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>
/// The certificates that the daemon serves with; new connections get the newest. What cannot be loaded does not replace
/// what works. Thread-safe.
/// </summary>
internal sealed class CertificateStore
{
    private readonly Lock _lock = new();
    private readonly CertificateFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateStore> _logger;
    private ImmutableArray<FileStamp> _loadedFrom;
    private ServerCertificates _current;

    /// <summary>Loads the certificates.</summary>
    public CertificateStore(CertificateFiles files, TimeProvider time, ILogger<CertificateStore> logger)
    {
        _files = files;
        _time = time;
        _logger = logger;
        _loadedFrom = Stamps();
        _current = ServerCertificates.Load(files, time);
    }

    /// <summary>The newest that could be loaded.</summary>
    public ServerCertificates Current => Volatile.Read(ref _current);

    /// <summary>What a new connection uses.</summary>
    public SrpcServerTls Tls => Current.Tls;

    /// <summary>Loads them again if a file has changed.</summary>
    public bool TryReload()
    {
        lock (_lock)
        {
            var stamps = Stamps();
            if (stamps.SequenceEqual(_loadedFrom))
            {
                return false;
            }

            _loadedFrom = stamps;
            try
            {
                Volatile.Write(ref _current, ServerCertificates.Load(_files, _time));
                CertificateLog.Reloaded(_logger, Current.ExpiresAt);
                return true;
            }
            catch (ImaginatorException e)
            {
                // Perhaps only one of two files has been replaced so far. The next look finds the other changed.
                CertificateLog.NotReloaded(_logger, e.Message);
                return false;
            }
        }
    }

    private ImmutableArray<FileStamp> Stamps() => [.. _files.All.Select(FileStamp.Of)];

    /// <summary>What tells a file from the one that replaces it.</summary>
    private readonly record struct FileStamp(DateTime WrittenAt, long Length)
    {
        public static FileStamp Of(string path)
        {
            // A link is followed: certificates are often renewed by changing where it points.
            var file = new FileInfo(path);
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return new FileStamp(target.LastWriteTimeUtc, target.Exists ? target.Length : -1);
        }
    }
}
