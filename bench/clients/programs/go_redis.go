// go-redis, as programs/writer.mjs says: here each write has a goroutine of its own.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

type plan struct {
	Hosts      []string
	Port       int
	Keys       []string
	Pace       int
	Limit      int
	Documented bool
}

func main() {
	input := bufio.NewReader(os.Stdin)
	line, err := input.ReadBytes('\n')
	must(err)
	var p plan
	must(json.Unmarshal(line, &p))

	options := &redis.ClusterOptions{}
	for _, host := range p.Hosts {
		options.Addrs = append(options.Addrs, fmt.Sprintf("%s:%d", host, p.Port))
	}
	if p.Documented {
		options.ClusterStateReloadInterval = 5 * time.Second
		options.DialTimeout = time.Second
		options.DialerRetries = 1
	}
	client := redis.NewClusterClient(options)

	over := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, input)
		close(over)
	}()
	var open sync.WaitGroup
	ticker := time.NewTicker(time.Duration(p.Pace) * time.Millisecond)
	for number := 0; ; number++ {
		key := p.Keys[number%len(p.Keys)]
		open.Go(func() { tell(client, number, key, time.Duration(p.Limit)*time.Millisecond) })
		select {
		case <-over:
			open.Wait()
			return
		case <-ticker.C:
		}
	}
}

var output sync.Mutex

func tell(client *redis.ClusterClient, number int, key string, limit time.Duration) {
	begun := time.Now().UnixMilli()
	ended := make(chan error, 1)
	go func() { ended <- client.Set(context.Background(), key, key, 0).Err() }()
	result := "ok"
	select {
	case err := <-ended:
		if err != nil {
			result = err.Error()
		}
	case <-time.After(limit):
		result = "hung"
	}
	text, err := json.Marshal([]any{number, begun, time.Now().UnixMilli(), result})
	must(err)
	output.Lock()
	defer output.Unlock()
	fmt.Println(string(text))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
