// beside_test.go - what bench/go measures and Go's own tests do not.
// SPDX-License-Identifier: MIT
package beside

import (
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

func BenchmarkSpawnJoin(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			var wg sync.WaitGroup
			wg.Add(1)
			go func() { wg.Done() }()
			wg.Wait()
		}
	})
}

func BenchmarkYield(b *testing.B) {
	var wg sync.WaitGroup
	wg.Add(2)
	for g := 0; g < 2; g++ {
		go func() {
			for i := b.N/2 + 1; i > 0; i-- {
				runtime.Gosched()
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

func BenchmarkRoundTrip(b *testing.B) {
	there, back := make(chan int), make(chan int)
	go func() {
		for v := range there {
			back <- v
		}
	}()
	for i := 0; i < b.N; i++ {
		there <- i
		<-back
	}
	close(there)
}

func BenchmarkSyscall(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0)
		}
	})
}

func BenchmarkSleepLate(b *testing.B) {
	const nap = 100 * time.Microsecond
	var late time.Duration
	for i := 0; i < b.N; i++ {
		until := time.Now().Add(nap)
		time.Sleep(nap)
		late += time.Since(until)
	}
	b.ReportMetric(float64(late.Nanoseconds())/float64(b.N), "ns/op")
}

func BenchmarkSleepCrowd(b *testing.B) {
	for i := 0; i < b.N; i++ {
		var wg sync.WaitGroup
		for k := 0; k < 1000; k++ {
			wg.Add(1)
			go func() {
				time.Sleep(time.Millisecond)
				wg.Done()
			}()
		}
		wg.Wait()
	}
}

func BenchmarkTimer(b *testing.B) {
	for i := 0; i < b.N; i++ {
		time.NewTimer(time.Hour).Stop()
	}
}
